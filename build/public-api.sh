#!/usr/bin/env bash
# Rewrites PublicAPI.Unshipped.txt from the public members of one library, or of all. Review the diff, then commit it.
#   build/public-api.sh [Imaging|Degradation|Onnx|Detection|Evaluation|Training]
set -euo pipefail
cd "$(dirname "$0")/.."
for library in ${1:-Imaging Degradation Onnx Detection Evaluation Studies Training}; do
  file="src/$library/PublicAPI.Unshipped.txt"
  printf '#nullable enable\n' > "$file"
  dotnet build "src/$library/$library.csproj" --no-incremental -p:TreatWarningsAsErrors=false -p:MSBuildTreatWarningsAsErrors=false \
    | grep -F "src/$library/" | sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" | LC_ALL=C sort -u >> "$file"
done
