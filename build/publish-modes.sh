#!/usr/bin/env bash
# Packs everything into a feed, publishes the README's ten lines from it in every way, runs each from another folder and
# prints a table of sizes; by project reference, too. Some minutes.
#   build/publish-modes.sh [FOLDER]        works in FOLDER, else in a temporary one
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/build/machine.sh"
need_dotnet && need_libraries

work=${1:-$(mktemp -d)}; mkdir -p "$work"; cd "$work"
version=9.9.9-modes rid=linux-x64

dotnet pack "$here/packages/Packages.slnf" -o feed -v q -nologo -p:MinVerVersionOverride=$version
cat > nuget.config <<EOF
<configuration>
  <packageSources><add key="feed" value="feed" /></packageSources>
  <config><add key="globalPackagesFolder" value="packages" /></config>
  <fallbackPackageFolders><add key="user" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
</configuration>
EOF

console() { # NAME ADD...
  local name=$1; shift
  dotnet new console --no-restore -o "$name" > /dev/null
  { echo "using DetectionSdk;"; sed -n '/^<!-- snippet: TenLines/,/^```$/p' "$here/README.md" | sed '1,2d;$d'; } \
    > "$name/Program.cs"
  (cd "$name" && dotnet add "$@" > /dev/null)
}
console program package DetectionSdk --version $version
console project reference "$here/packages/DetectionSdk"

mkdir -p elsewhere; cp "$here/docs/images/highway.png" elsewhere/photo.jpg
echo "| how | MB | files | finds |"; echo "|---|---|---|---|"
mode() { # NAME PROJECT VERB OPTION...
  local name=$1 project=$2 verb=$3 out; shift 3
  out="$work/out/${name//[^a-zA-Z]/-}"
  dotnet "$verb" "$project" -c Release -o "$out" -v q -nologo "$@" > log.txt 2>&1 || { tail -n 5 log.txt; return 1; }
  local run=("$out/$project"); [ -x "${run[0]}" ] || run=(dotnet "$out/$project.dll")
  local found; found=$(cd elsewhere && "${run[@]}" 2>&1 | head -n 1) || true
  find "$out" \( -name '*.pdb' -o -name '*.dbg' -o -name '*.xml' \) -delete
  echo "| $name | $(du -sm "$out" | cut -f1) | $(find "$out" -type f | wc -l) | $found |"
}
mode "build" program build
mode "publish" program publish
mode "publish -r" program publish -r $rid --no-self-contained
mode "self-contained" program publish -r $rid --self-contained
mode "single file" program publish -r $rid --self-contained -p:PublishSingleFile=true
mode "one file, nothing beside it" program publish -r $rid --self-contained -p:PublishSingleFile=true \
  -p:IncludeNativeLibrariesForSelfExtract=true -p:IncludeAllContentForSelfExtract=true
mode "trimmed" program publish -r $rid --self-contained -p:PublishTrimmed=true
mode "ahead of time" program publish -r $rid -p:PublishAot=true
mode "project reference" project build
dotnet tool install detsdk --version $version --tool-path tool > log.txt 2>&1 || { tail -n 5 log.txt; exit 1; }
tools="tool/.store/detsdk/$version/detsdk/$version/tools"
echo "| detsdk, the tool | $(du -sm "$tools" | cut -f1) | $(find "$tools" -type f | wc -l) |" \
  "$(cd elsewhere && ../tool/detsdk detect photo.jpg 2>&1 | head -n 1) |"
