#!/usr/bin/env bash
# Trains and measures the arms of the AERIS study; see aeris.md. Interrupted, it goes on where it was.
#   docs/results/aeris-study.sh STREET OUT [SEEDS] [ARMS]
# STREET: an annotated data set with splits train and val. OUT: folder for runs and scores. One thread; start it twice with other seeds to use two cores.
set -euo pipefail
data=$1 out=$2 seeds=${3:-"1 2 3"} arms=${4:-"clean degraded aeris-released aeris"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
recipes=$(dirname "$0")/recipes
steps=${STEPS:-3000}

train() { # arm seed run
  [ -e "$3/best.onnx" ] && return
  local resume="" weight=0.4
  [ -e "$3/options.json" ] && resume=--resume
  [ "$1" = aeris ] && weight=4
  $detsdk train aeris --arm "$1" --data "$data" --out "$3" --seed "$2" --steps "$steps" --validation-interval "$steps" --threads 1 \
    --crop 192 --zoom 0.37 0.83 --degrade aeris --clean-share 0.1 --restoration-weight "$weight" $resume >> "$3.log" 2>&1
}

measure() { # model scores
  mkdir -p "$2"
  measure_one() { [ -e "$2/$3.json" ] || $detsdk evaluate --model "$1" --data "$data" --split val --json "$2/$3.json" "${@:4}" > /dev/null; }
  measure_one "$1" "$2" clean
  for copy in 1 2 3; do
    measure_one "$1" "$2" "coco-d@$copy" --degrade coco-d --seed $copy
    measure_one "$1" "$2" "coco-d-enlarged@$copy" --degrade coco-d --seed $copy --scale-up true
  done
  for scale in 1 1.5 2 3 4; do measure_one "$1" "$2" "coco-d-x$scale" --degrade "$recipes/coco-d-x$scale.json" --seed 1; done
}

mkdir -p "$out/runs"
for seed in $seeds; do
  for arm in $arms; do
    train "$arm" "$seed" "$out/runs/$arm-$seed"
    measure "$out/runs/$arm-$seed/best.onnx" "$out/scores/$arm/$seed"
  done
done
