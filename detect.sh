#!/usr/bin/env bash
# Finds objects in a photograph with the SDK's own model: prints them and writes the picture with boxes beside it.
#   ./detect.sh [PHOTO] [OUTPUT.png] [MODEL.onnx]        without PHOTO: docs/images/highway.png
# Installs what the machine lacks (.NET SDK 10, three libraries of OpenCV), says what, and needs no root otherwise.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/build/machine.sh"
need_dotnet
need_libraries
[ $# -gt 0 ] || set -- "$here/docs/images/highway.png" highway-found.png
say "building and running examples/QuickDetect ..."
exec dotnet run -c Release --project "$here/examples/QuickDetect" -- "$@"
