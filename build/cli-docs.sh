#!/usr/bin/env bash
# Writes docs/cli.md from the help of the command. Run it after changing a verb or an option, then read the diff.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet run -c Release --project tests/Cli.Tests -- -explicit only -method '*Write_the_page'
git --no-pager diff --stat -- docs/cli.md
