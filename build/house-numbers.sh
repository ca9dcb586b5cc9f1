#!/usr/bin/env bash
# Numbers of the house: files, lines per file and per method (median, 90th percentile, largest), lines over 120 and 150
# characters, public types per library. With two trees, before and now:
#   git worktree add /tmp/before COMMIT; build/house-numbers.sh /tmp/before .
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec dotnet run -c Release --project "$here/HouseNumbers" -- "${@:-"$here/.."}"
