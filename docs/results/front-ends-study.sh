#!/usr/bin/env bash
# Trains and measures front-ends: every recipe, bicubic enlarging, a retrained detector and AERIS. Not yet run to its end. Interrupted, it goes on where it was.
#   docs/results/front-ends-study.sh DATA AERIS OUT [SEEDS] [SETTINGS] [RECIPES]
# DATA: an annotated data set with splits train and val. AERIS: folder OUT of aeris-study.sh, for its clean detector and its models. OUT: folder for runs and scores.
# SETTINGS: x4, x2, coco-d. SHAPE: options of crop, zoom and batch. START and STEPS: steps of the fidelity start and of every recipe after it. WEIGHT: the task's. YOLO: a COCO-trained model to transfer to.
# One thread; start it twice with other seeds to use two cores.
set -euo pipefail
data=$1 aeris=$2 out=$3 seeds=${4:-"1 2 3"} settings=${5:-"x4 x2 coco-d"} recipes=${6:-"fidelity task-driven feature-driven joint"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
shape=${SHAPE:---crop 256 --zoom 0.8 1.1 --batch 4}
here=$(dirname "$0")/recipes
mkdir -p "$out/runs"

train() { # run command options
  [ -e "$1/best.onnx" ] && return
  local resume=""
  [ -e "$1/options.json" ] && resume=--resume
  $detsdk train "$2" --data "$data" --out "$1" --threads 1 "${@:3}" $resume >> "$1.log" 2>&1
}

# The detector that is served: trained on clean photographs at their own size, not to be changed.
detector=$aeris/runs/start-1

score() { # scores condition model options
  mkdir -p "$1"
  [ -e "$1/$2.json" ] || $detsdk evaluate --model "$3" --data "$data" --split val --json "$1/$2.json" "${@:4}" > /dev/null
}

measure() { # scores model options: the copies that differ
  for copy in $copies; do score "$1" "$setting@$copy" "$2" --degrade "$degrade" --seed $copy "${@:3}"; done
}

transfer() { # scores front-end: the same before a model that no training has seen
  [ -n "${YOLO:-}" ] || return 0
  for copy in $copies; do score "$1" "yolo-$setting@$copy" "$YOLO" --class-map motorcycle=motorbike --degrade "$degrade" --seed $copy --front-end "$2"; done
}

for setting in $settings; do
  case $setting in
    x4) degrade=$here/bicubic-x4.json network="--network edsr --width 0.5 --depth 8 --scale 4" copies=1 bicubic=bicubic:4 seen=$here/x4-enlarged.json ;;
    x2) degrade=$here/bicubic-x2.json network="--network edsr --width 0.5 --depth 8 --scale 2" copies=1 bicubic=bicubic:2 seen=$here/x2-enlarged.json ;;
    coco-d) degrade=coco-d network="--network any-scale --width 0.5 --depth 8 --scale 4" copies="1 2 3" bicubic=bicubic:fit seen= ;;
  esac
  measure "$out/scores/bicubic/0" "$detector/best.onnx" --input-size 416 --front-end $bicubic
  transfer "$out/scores/bicubic/0" $bicubic
  score "$out/scores/original/0" "$setting" "$detector/best.onnx" --input-size 416
  for seed in $seeds; do
    start="$out/runs/$setting-start-$seed"
    train "$start" sr --recipe fidelity $network --degrade "$degrade" $shape --steps "${START:-2000}" --seed "$seed"
    for recipe in $recipes; do
      run="$out/runs/$setting-$recipe-$seed" served=$detector/best.onnx
      train "$run" sr --recipe "$recipe" $network --degrade "$degrade" $shape --steps "${STEPS:-1000}" --seed "$seed" --start "$start" --detector "$detector" ${WEIGHT:+--task-weight $WEIGHT}
      [ "$recipe" = joint ] && served=$run/detector.onnx
      measure "$out/scores/$recipe/$seed" "$served" --input-size 416 --front-end "$run/best.onnx"
      transfer "$out/scores/$recipe/$seed" "$run/best.onnx"
    done
    retrained=$aeris/runs/degraded-$seed # of any scale already
    if [ -n "$seen" ]; then
      retrained=$out/runs/$setting-retrained-$seed
      train "$retrained" aeris --arm degraded --start "$detector" --seed "$seed" $shape --degrade "$seen" --steps "${STEPS:-1000}" --validation-interval "${STEPS:-1000}"
    fi
    measure "$out/scores/retrained/$seed" "$retrained/best.onnx" --input-size 416 --front-end $bicubic
    measure "$out/scores/aeris/$seed" "$aeris/runs/aeris-$seed/best.onnx"
    measure "$out/scores/aeris-enlarged/$seed" "$aeris/runs/aeris-$seed/best.onnx" --scale-up true
  done
done
