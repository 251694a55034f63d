#!/usr/bin/env bash
# Throws mutants at every parser: tests/fuzz.sh --count 100000 --seed 1 [--format dicom]
# A run over all formats with --table tests/fuzz-results/seed-1.md is what that file holds.
# One mutant again, for a debugger: tests/fuzz.sh --format dicom --seed 1 --show 4711 --out mutant.dcm
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/FcnEngine.Fuzz -c Release -v quiet -nologo
exec dotnet artifacts/bin/FcnEngine.Fuzz/release/FcnEngine.Fuzz.dll "$@"
