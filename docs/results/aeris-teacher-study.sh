#!/usr/bin/env bash
# Trains and measures AERIS's control arm with and without a teacher; see aeris.md. Interrupted, it goes on where it was.
#   docs/results/aeris-teacher-study.sh DATA OUT TEACHER PHOTOS [SEEDS]
# DATA: an annotated data set with splits train and val. OUT: folder for runs and scores. TEACHER: an ONNX detector.
# PHOTOS: a folder of photographs without annotations. MAP: the teacher's classes as those of DATA. One thread.
set -euo pipefail
data=$1 out=$2 teacher=(--teacher "$3" --class-map "${MAP:-motorcycle=motorbike}") photos=$4 seeds=${5:-"1 2 3"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
degraded=(--arm degraded --start "$out/runs/start")

train() { # name seed steps options
  local run="$out/runs/$1" resume=""
  [ -e "$run/best.onnx" ] && return
  [ -e "$run/options.json" ] && resume=--resume
  $detsdk train aeris --data "$data" --out "$run" --seed "$2" --steps "$3" --validation-interval "$3" --threads 1 \
    --crop 192 --zoom 0.37 0.83 "${@:4}" $resume >> "$run.log" 2>&1
}

measure() { # arm seed
  local scores="$out/scores/$1/$2" model="$out/runs/$1-$2/best.onnx"
  mkdir -p "$scores"
  one() { # scores options
    [ -e "$scores/$1.json" ] && return
    $detsdk evaluate --model "$model" --data "$data" --split val --json "$scores/$1.json" "${@:2}" > /dev/null
  }
  one clean
  for copy in 1 2 3; do
    one "coco-d@$copy" --degrade coco-d --seed $copy
    one "coco-d-enlarged@$copy" --degrade coco-d --seed $copy --scale-up true
  done
  one coco-d-x4 --degrade "$(dirname "$0")/recipes/coco-d-x4.json" --seed 1
}

mkdir -p "$out/runs"
train start 1 1200 --arm clean
for seed in $seeds; do
  train "control-$seed" "$seed" 1500 "${degraded[@]}"
  train "taught-$seed" "$seed" 1500 "${degraded[@]}" "${teacher[@]}"
  train "photos-$seed" "$seed" 1500 "${degraded[@]}" "${teacher[@]}" --photos "$photos"
  for arm in control taught photos; do measure "$arm" "$seed"; done
done
