#!/usr/bin/env bash
# Trains and measures what spends where it pays; see spending.md. Interrupted, it goes on where it was.
#   docs/results/spending-study.sh SHARED OUT [SEEDS] [PARTS]
# SHARED: folder of the sets everyday, bsds, sr and video. OUT: folder for runs and results. One thread.
# Parts: class-sr (bundles of three widths and their routers), clips (four clips, fitted in five ways),
# path-restore (ARMS="reward no-difficulty gains plain-4 plain-2", each a training of STEPS_RESTORE steps that reads
# sr/t91 and bsds/images/train; plain-N takes N blocks always), path-restore-study (cbsd with ramps of noise 0 to 50; it
# wants the five runs of a seed), path-restore-detector (models/general.onnx on street with ramps, behind seed 1).
set -euo pipefail
data=$1 out=$2 seeds=${3:-"1 2 3"} parts=${4:-"class-sr clips"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
steps=${STEPS:-2500} fit=${FIT:-600} frames=${FRAMES:-100}
restoring=${STEPS_RESTORE:-3000} arms=${ARMS:-"reward no-difficulty gains plain-4 plain-2"}
general=$(dirname "$0")/../../models/general.onnx ramp=$(dirname "$0")/recipes/noise-ramp.json
x4=$(dirname "$0")/recipes/bicubic-x4.json

class_sr() { # seed
  local run=$out/class-sr-$1 resume=""
  [ -e "$run/options.json" ] && resume=--resume
  [ -e "$run/learned.zip" ] || $detsdk train sr --recipe class-sr --data "$data/everyday/images" \
    --photos "$data/sr/t91" --photos "$data/bsds/images/train" --steps "$steps" --seed "$1" --threads 1 \
    --out "$run" $resume >> "$run.log" 2>&1
  for set in urban kodak24; do
    [ -e "$run/$set.md" ] || $detsdk study routing "$run/edges.zip" "$run/learned.zip" --data "$data/sr/$set" \
      --degrade "$x4" --budgets 0.5 0.66 0.8 --seed 1 > "$run/$set.part"
    [ -e "$run/$set.md" ] || mv "$run/$set.part" "$run/$set.md"
  done
}

fit() { # clip arm options: all arms have as many steps, and chunks together as many parameters as one network
  local bundle=$out/clips/$1-$2.zip
  [ -e "$bundle.txt" ] && return
  rm -rf "$bundle" "$bundle.run"
  $detsdk overfit "$out/clips/$1.mkv" --scale 2 --steps "$fit" --seed 1 --threads 1 --out "$bundle" "${@:3}" \
    > "$bundle.part" 2>&1
  mv "$bundle.part" "$bundle.txt"
}

clips() {
  mkdir -p "$out/clips"
  local one="--width 0.25" two="--width 0.171875 --chunks 2" # 16 channels; twice 11
  for clip in highway_320x240.avi pedestrians_480x360.avi jamcam_352x288/04254_01.mp4 jamcam_352x288/09747_09.mp4; do
    local name
    name=$(basename "${clip%.*}")
    [ -e "$out/clips/$name.mkv" ] || ffmpeg -v error -i "$data/video/$clip" -an -frames:v "$frames" -c:v ffv1 \
      "$out/clips/$name.mkv"
    fit "$name" one $one --chunks 1
    fit "$name" time $two --by time
    fit "$name" random $two --by random
    fit "$name" quality $two --by quality
    fit "$name" energy $two --by energy
    fit "$name" joint --width 0.171875 --joint --chunks 4
  done
}

restore() { # seed arm
  local run=$out/restore-$2-$1 options resume=""
  case $2 in
    reward) options="--learning reinforcement" ;;
    no-difficulty) options="--learning reinforcement --difficulty-threshold 0" ;;
    gains) options="--learning regression" ;;
    plain-*) options="--learning none --depth ${2#plain-}" ;;
    *) echo "unknown arm $2" >&2; exit 2 ;;
  esac
  [ -e "$run/options.json" ] && { resume=--resume options=""; }
  [ -e "$run/learned.zip" ] || [ -e "$run/plain.zip" ] || $detsdk train restore --data "$data/sr/t91" \
    --photos "$data/bsds/images/train" --steps "$restoring" --seed "$1" --threads 1 $options --out "$run" $resume \
    >> "$run.log" 2>&1
}

restore_study() { # seed
  local arm run
  for arm in reward no-difficulty gains; do
    run=$out/restore-$arm-$1
    [ -e "$run/cbsd.md" ] || $detsdk study routing "$run/learned.zip" "$run/noise.zip" --data "$data/cbsd" \
      --degrade "$ramp" --budgets 0.75 --beside "$out/restore-plain-4-$1/plain.zip" "$out/restore-plain-2-$1/plain.zip" \
      --seed 1 > "$run/cbsd.part"
    [ -e "$run/cbsd.md" ] || mv "$run/cbsd.part" "$run/cbsd.md"
  done
}

restore_detector() {
  local run
  [ -e "$out/street.txt" ] || $detsdk evaluate "$general" --data "$data/street" --degrade "$ramp" --seed 1 \
    > "$out/street.part"
  [ -e "$out/street.txt" ] || mv "$out/street.part" "$out/street.txt"
  for run in reward gains plain-4; do
    [ -e "$out/street-$run.txt" ] || $detsdk evaluate "$general" --data "$data/street" --degrade "$ramp" --seed 1 \
      --front-end "$(ls "$out/restore-$run-1"/{learned,plain}.zip 2> /dev/null)" > "$out/street-$run.part"
    [ -e "$out/street-$run.txt" ] || mv "$out/street-$run.part" "$out/street-$run.txt"
  done
}

mkdir -p "$out"
for part in $parts; do
  case $part in
    class-sr) for seed in $seeds; do class_sr "$seed"; done ;;
    clips) clips ;;
    path-restore) for seed in $seeds; do for arm in $arms; do restore "$seed" "$arm"; done; done ;;
    path-restore-study) for seed in $seeds; do restore_study "$seed"; done ;;
    path-restore-detector) restore_detector ;;
    *) echo "unknown part $part" >&2; exit 2 ;;
  esac
done
