#!/usr/bin/env bash
# Trains and measures the arms of the AERIS study; see aeris.md. Interrupted, it goes on where it was.
#   docs/results/aeris-study.sh DATA OUT [SEEDS] [ARMS]
# DATA: an annotated data set with splits train and val. OUT: folder for runs and scores. One thread; start it twice with other seeds to use two cores.
# START: steps of the common start on whole photographs shrunk to 192 pixels. CONTINUE: its steps at the photographs' own size, 0 for none. STEPS: steps of every arm after it.
# SMALL and SHAPE: options of crop, zoom and batch for the first and for everything after it. SHARE: share of an arm's batches that are left clean.
set -euo pipefail
data=$1 out=$2 seeds=${3:-"1 2 3"} arms=${4-"clean degraded aeris-released aeris"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
recipes=$(dirname "$0")/recipes
continue=${CONTINUE:-1500}
start=start
[ "$continue" -gt 0 ] || start=small
small=${SMALL:---crop 192 --zoom 0.37 0.83} shape=${SHAPE:---crop 416 --zoom 0.8 1.1 --batch 4}

train() { # run seed steps options
  [ -e "$1/best.onnx" ] && return
  local resume=""
  [ -e "$1/options.json" ] && resume=--resume
  $detsdk train aeris --data "$data" --out "$1" --seed "$2" --steps "$3" --validation-interval "$3" --threads 1 "${@:4}" $resume >> "$1.log" 2>&1
}

arm() { # name seed
  train "$out/runs/$1-$2" "$2" "${STEPS:-1200}" --arm "$1" --start "$out/runs/$start-$2" --clean-share "${SHARE:-0.1}" $shape
}

measure() { # run scores
  mkdir -p "$2"
  measure_one() { [ -e "$2/$3.json" ] || $detsdk evaluate --model "$1/best.onnx" --data "$data" --split val --json "$2/$3.json" "${@:4}" > /dev/null; }
  measure_one "$1" "$2" clean
  for copy in 1 2 3; do
    measure_one "$1" "$2" "coco-d@$copy" --degrade coco-d --seed $copy
    measure_one "$1" "$2" "coco-d-enlarged@$copy" --degrade coco-d --seed $copy --scale-up true
  done
  for scale in 1 1.5 2 3 4; do measure_one "$1" "$2" "coco-d-x$scale" --degrade "$recipes/coco-d-x$scale.json" --seed 1; done
}

restore() { # run scores
  for degradation in coco-d "$recipes"/coco-d-x{1,1.5,2,3,4}.json; do
    local file="$2/restoration-$(basename "$degradation" .json).txt"
    [ -s "$file" ] || $detsdk evaluate-restoration "$1" --data "$data" --degrade "$degradation" --seed 1 > "$file"
  done
}

mkdir -p "$out/runs"
for seed in $seeds; do
  train "$out/runs/small-$seed" "$seed" "${START:-3000}" --arm clean $small
  [ "$start" = small ] || train "$out/runs/start-$seed" "$seed" "$continue" --arm clean --start "$out/runs/small-$seed" $shape
  for arm in $arms; do
    arm "$arm" "$seed"
    measure "$out/runs/$arm-$seed" "$out/scores/$arm/$seed"
    case $arm in aeris*) restore "$out/runs/$arm-$seed" "$out/scores/$arm/$seed" ;; esac
  done
done
