#!/usr/bin/env bash
# The one command before each push: formats the code, then does what continuous integration does.
set -euo pipefail
cd "$(dirname "$0")"
dotnet format FcnEngine.sln
exec bash .ci/run
