#!/usr/bin/env bash
# Checks every GPU kernel on a card and times it; writes a report ready to commit under bench/results.
#   bench/gpu-check.sh                      builds the program (needs the .NET SDK), runs it on the CUDA card here
#   bench/gpu-check.sh --publish-only       builds it alone: copy artifacts/gpu-check/gpu-check and this script to a machine
#                                           with a card, glibc and the driver (no .NET there), and run this script beside it
#   bench/gpu-check.sh --list               prints, without a card, one case a line: op direction variant
#   bench/gpu-check.sh --device simulator --cases 'conv2d forward'      tries the script without a card
# Other options: gpu-check --help. Exit code 0: all is right; 1: a wrong number; 2: the check could not be made.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -x "$here/gpu-check" ]; then exec "$here/gpu-check" "$@"; fi # the program lies beside this script

cd "$here/.."
program=artifacts/gpu-check/gpu-check
publish() {
    command -v dotnet >/dev/null || { echo "gpu-check.sh: needs the .NET SDK, or the program built elsewhere beside this script (--publish-only)" >&2; exit 2; }
    dotnet publish bench/FcnEngine.GpuCheck -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/linux-x64.lock.json \
        -o artifacts/gpu-check -v quiet -nologo >&2
    ls -l "$program" | awk '{ printf "built %s, %.1f MB\n", $NF, $5 / 1e6 }' >&2
}

if [ "${1:-}" = --publish-only ]; then publish; exit 0; fi
# Sources newer than the program: build it again.
if [ ! -x "$program" ] || [ -n "$(find src kernels tests/FcnEngine.Testing tests/FcnEngine.Reference bench/FcnEngine.GpuCheck -name '*.cs' -newer "$program" -print -quit)" ]; then
    publish
fi
exec "$program" "$@"
