#!/usr/bin/env bash
# Kills training runs with SIGKILL, lets them go on, and compares them with one left alone: tests/kill.sh --seed 1
# 100 moments of a small network, each step of its saves, and some moments of two threads, of the GPU kernels on ILGPU's CPU accelerator,
# and of fcn train itself. --table tests/kill-results/seed-1.md is what that file holds; --subjects small-1,fcn takes some of them.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/FcnEngine.CrashHarness -c Release -v quiet -nologo
exec dotnet artifacts/bin/FcnEngine.CrashHarness/release/FcnEngine.CrashHarness.dll kill --commit "$(git describe --always --dirty)" "$@"
