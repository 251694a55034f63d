#!/usr/bin/env bash
# This engine and PyTorch side by side on the CUDA card here, in turns (ours, theirs, ours again): one Markdown table on standard
# output, it and both reports in a folder.
# usage: bench/peers/gpu.sh [--out DIR] [--only TEXT] [--seconds N] [--python PROGRAM] [--check PROGRAM]
#   --out      where the reports go [bench/results]
#   --only     PyTorch's rows that contain TEXT; peer_gpu.py rows lists them
#   --seconds  PyTorch starts nothing new after so long [540]
#   --python   a Python with PyTorch [python3]
#   --check    the program of bench/gpu-check.sh --publish-only, where there is no .NET SDK to build it with
# Exit code 0: done; 1: a measurement failed or a rate's kernel computed something wrong; 2: what is needed is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$here/../results only='' seconds=540 python=python3 check=$here/../gpu-check.sh
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || { echo "gpu.sh: $1 needs a value; see the head of the script" >&2; exit 2; }
    case $1 in
        --out) out=$2 ;; --only) only=$2 ;; --seconds) seconds=$2 ;; --python) python=$2 ;; --check) check=$2 ;;
        *) echo "gpu.sh: there is no option '$1'; see the head of the script" >&2; exit 2 ;;
    esac
    shift 2
done
command -v "$python" >/dev/null || { echo "gpu.sh: $python is missing: name a Python with PyTorch by --python" >&2; exit 2; }
"$python" -c 'import torch, sys; sys.exit(0 if torch.cuda.is_available() else 3)' 2>/dev/null ||
    { echo "gpu.sh: $python has no PyTorch that sees a CUDA card: pip install torch there, or name another by --python" >&2; exit 2; }

mkdir -p "$out"
stamp=$(date -u +%Y%m%d-%H%M%S)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
"$check" --parts rates,tuning,times --output "$work/first" >&2 || status=$?
[ "$status" -lt 2 ] || exit 2
"$python" "$here/peer_gpu.py" measure --out "$out/gpu-peers-$stamp.json" --only "$only" --seconds "$seconds" || status=1
"$check" --parts tuning,times --output "$work/second" >&2 || status=1
cp "$work"/first/* "$work"/second/* "$out/"
"$python" "$here/peer_gpu.py" table --ours "$work"/first/gpu-check-*[0-9].json "$work"/second/gpu-check-*[0-9].json \
    --peers "$out/gpu-peers-$stamp.json" --out "$out/gpu-peers-$stamp.md"
exit "$status"
