#!/usr/bin/env bash
# What logging for TensorBoard costs a run of the lab's FCN: runs with and without it in turns, processor time and clock of each.
# usage: bench/log-cost.sh [PAIRS [EPOCHS]] > bench/results/log-cost.md        on an idle machine; 5 pairs of 3 epochs take about 5 minutes
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C
pairs=${1:-5} epochs=${2:-3}
dotnet build -c Release -v quiet -nologo src/FcnEngine.Cli >&2
fcn=artifacts/bin/FcnEngine.Cli/release/fcn.dll
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet $fcn phantom --data_dir "$work/data" --images 260 >&2

# Milliseconds: processor time (user and system, children too), clock.
timed() {
    local TIMEFORMAT='%U %S %R'
    rm -rf "$work/run"
    { time dotnet $fcn train --network fcn --data_dir "$work/data" --checkpoint_dir "$work/run" --num_epochs "$epochs" --device cpu "$@" >"$work/out" 2>&1; } 2>"$work/time" \
        || { tail -n 1 "$work/out" >&2; exit 1; }
    awk '{ printf "%.0f %.0f\n", ($1 + $2) * 1000, $3 * 1000 }' "$work/time"
}

echo "# What logging for TensorBoard costs a run"
echo
echo "\`bench/log-cost.sh $pairs $epochs\`, $(date -u +%F), $(nproc) cores $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), commit $(git describe --always --dirty)."
echo "The lab's FCN on phantom frames of the lab's size, $epochs epochs a run, validation after each; with all that \`--log_dir\` holds by default"
echo "(scalars of every step, histograms, pictures, graphs), and with \`--log_dir none\`, in turns. Milliseconds."
echo
echo "| pair | processor time, with | without | clock, with | without | ratio of processor time |"
echo "|---|--:|--:|--:|--:|--:|"
for ((pair = 1; pair <= pairs; pair++)); do
    # Which goes first changes from pair to pair.
    if ((pair % 2)); then with=$(timed); without=$(timed --log_dir none); else without=$(timed --log_dir none); with=$(timed); fi
    echo "$with $without" >>"$work/pairs"
    echo "$pair $with $without" | awk '{ printf "| %d | %d | %d | %d | %d | %.4f |\n", $1, $2, $4, $3, $5, $2 / $4 }'
done
echo
awk '{ print $1 / $3 }' "$work/pairs" | sort -n | awk '{ r[NR] = $1 } END {
    m = NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2
    printf "Median ratio %.4f (%.4f to %.4f): logging costs **%.1f %%** of a run'"'"'s processor time; asked for is at most 2 %%.\n", m, r[1], r[NR], (m - 1) * 100 }'
