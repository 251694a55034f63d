#!/usr/bin/env bash
# Trains the lab's FCN from 5 seeds, 200 steps each, twice with one thread and twice with two, and compares the bits.
# --table tests/same-results/cpu.md is what that file holds.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/FcnEngine.CrashHarness -c Release -v quiet -nologo
exec dotnet artifacts/bin/FcnEngine.CrashHarness/release/FcnEngine.CrashHarness.dll same --commit "$(git describe --always --dirty)" "$@"
