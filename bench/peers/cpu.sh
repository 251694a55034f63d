#!/usr/bin/env bash
# Ours, libtorch and ONNX Runtime side by side on this machine's CPU: one Markdown table on standard output.
# usage: bench/peers/cpu.sh [--vectors 512|256] [--rounds N] [--only TEXT] > bench/results/NAME.md
# --only: rows whose title contains TEXT, or conv (shares of the FMA peak), or memory. --vectors 256 turns AVX-512 off in every engine that can.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
bin=artifacts/bin
for project in bench/peers/FcnEngine.Peers bench/peers/FcnEngine.Peers.Libtorch src/FcnEngine.Cli; do
    dotnet build -c Release -v quiet -nologo "$project" >&2 || { echo "$project does not build: its rows are left out" >&2; }
done

options=(--commit "$(git describe --always --dirty)" --fcn "$bin/FcnEngine.Cli/release/fcn.dll")
libtorch=$(ls "$bin"/FcnEngine.Peers.Libtorch/release*/FcnEngine.Peers.Libtorch.dll 2>/dev/null | head -1 || true)
if [ -n "$libtorch" ]; then options+=(--libtorch "$libtorch"); fi

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
dotnet "$bin/FcnEngine.Cli/release/fcn.dll" phantom --data_dir "$data" --images 40 >&2
dotnet "$bin/FcnEngine.Peers/release/FcnEngine.Peers.dll" compare "${options[@]}" --data "$data" "$@"
