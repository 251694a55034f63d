#!/usr/bin/env bash
# Assembles every kernel variant for sm_80 and sm_90 (and sm_120 where this ptxas knows it) and writes the table of registers,
# spills, shared memory and instructions. Ends non-zero where a kernel spills or has a stack frame.
#   PTXAS=/path/to/ptxas bench/ptxas.sh [FILE]        FILE: bench/results/ptxas.md
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${PTXAS:-}" ] || { echo "ptxas.sh: set PTXAS to the path of NVIDIA's ptxas, with cuobjdump beside it" >&2; exit 2; }
mkdir -p bench/results
exec dotnet run -c Release --project bench/FcnEngine.GpuCheck -- ptxas-table --ptxas "$PTXAS" --output "${1:-bench/results/ptxas.md}"
