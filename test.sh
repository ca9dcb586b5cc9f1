#!/usr/bin/env bash
# Runs the tests.
#   ./test.sh                       those that are quick: under three minutes on two cores, after the build
#   ./test.sh all                   all; .ci/run does this
#   ./test.sh Detection [OPTION...] those of tests/Detection.Tests, with options of the test runner
# Installs what the machine lacks (.NET SDK 10, three libraries of OpenCV; for all: ffmpeg, a browser, an RTSP server),
# says what, and needs no root otherwise.
set -euo pipefail
cd "$(dirname "$0")"
. build/machine.sh
need_dotnet
need_libraries

case "${1:-quick}" in
  quick) exec dotnet test -c Release --max-parallel-test-modules 1 --filter-not-trait Category=Slow ;;
  all) want_camera_tools; exec dotnet test -c Release --max-parallel-test-modules 1 ;;
  *) project="tests/$1.Tests"; shift; exec dotnet run -c Release --project "$project" -- "$@" ;;
esac
