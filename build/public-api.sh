#!/usr/bin/env bash
# Rewrites PublicAPI.Unshipped.txt from the public members of one library, or of all. Review the diff, then commit it.
#   build/public-api.sh [Imaging|Degradation|Onnx|Detection|Evaluation|Studies|Training]
set -euo pipefail
cd "$(dirname "$0")/.."
libraries=${1:-Imaging Degradation Onnx Detection Evaluation Studies Training}
project=src/Cli/Cli.csproj   # references them all, so that one build tells all
[ $# -eq 0 ] || project=src/$1/$1.csproj
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for library in $libraries; do printf '#nullable enable\n' > "src/$library/PublicAPI.Unshipped.txt"; done
dotnet build "$project" --no-incremental -p:TreatWarningsAsErrors=false -p:MSBuildTreatWarningsAsErrors=false > "$log" \
  || { cat "$log"; exit 1; }
for library in $libraries; do
  grep -F "src/$library/" "$log" | sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" \
    | LC_ALL=C sort -u >> "src/$library/PublicAPI.Unshipped.txt"
done
