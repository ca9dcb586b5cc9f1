#!/usr/bin/env bash
# Trains and measures front-ends: every recipe, bicubic enlarging, a retrained detector and AERIS. Not yet run to its end. Interrupted, it goes on where it was.
#   docs/results/front-ends-study.sh DATA AERIS OUT [SEEDS] [SETTINGS] [RECIPES]
# DATA: an annotated data set with splits train and val. AERIS: folder OUT of aeris-study.sh, for its clean start and its models. OUT: folder for runs and scores.
# SETTINGS: x4, x2, coco-d. YOLO: a COCO-trained model to transfer to. One thread; start it twice with other seeds to use two cores.
set -euo pipefail
data=$1 aeris=$2 out=$3 seeds=${4:-"1 2 3"} settings=${5:-"x4 x2 coco-d"} recipes=${6:-"fidelity task-driven feature-driven joint"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
here=$(dirname "$0")/recipes
mkdir -p "$out/runs"

train() { # run command options
  [ -e "$1/best.onnx" ] && return
  local resume=""
  [ -e "$1/options.json" ] && resume=--resume
  $detsdk train "$2" --data "$data" --out "$1" --threads 1 "${@:3}" $resume >> "$1.log" 2>&1
}

# The detector that is served: trained on clean photographs at their own size.
train "$out/runs/detector" aeris --arm clean --start "$aeris/runs/start-1" --seed 1 --crop 256 --zoom 0.6 1.1 --steps "${DETECTOR_STEPS:-2000}" --validation-interval "${DETECTOR_STEPS:-2000}"
detector=$out/runs/detector

score() { # scores condition model options
  mkdir -p "$1"
  [ -e "$1/$2.json" ] || $detsdk evaluate --model "$3" --data "$data" --split val --json "$1/$2.json" "${@:4}" > /dev/null
}

measure() { # scores model options: three degraded copies, in front of the detector's and of a foreign model
  for copy in 1 2 3; do
    score "$1" "$setting@$copy" "$2" --degrade "$degrade" --seed $copy "${@:3}"
    [ -z "${YOLO:-}" ] || score "$1" "yolo-$setting@$copy" "$YOLO" --class-map motorcycle=motorbike --degrade "$degrade" --seed $copy "${@:3}"
  done
}

for setting in $settings; do
  case $setting in
    x4) degrade=$here/bicubic-x4.json network="--network edsr --scale 4" bicubic=bicubic:4 seen=$here/x4-enlarged.json ;;
    x2) degrade=$here/bicubic-x2.json network="--network edsr --scale 2" bicubic=bicubic:2 seen=$here/x2-enlarged.json ;;
    coco-d) degrade=coco-d network="--network any-scale --scale 4" bicubic=bicubic:fit seen=coco-d ;;
  esac
  measure "$out/scores/bicubic/0" "$detector/best.onnx" --input-size 416 --front-end $bicubic
  score "$out/scores/original/0" "$setting" "$detector/best.onnx" --input-size 416
  for seed in $seeds; do
    start="$out/runs/$setting-start-$seed"
    train "$start" sr --recipe fidelity $network --degrade "$degrade" --crop 128 --zoom 0.6 1 --steps "${START:-2000}" --seed "$seed"
    for recipe in $recipes; do
      run="$out/runs/$setting-$recipe-$seed" served=$detector/best.onnx
      train "$run" sr --recipe "$recipe" $network --degrade "$degrade" --crop 128 --zoom 0.6 1 --steps "${STEPS:-1000}" --seed "$seed" --start "$start" --detector "$detector" ${WEIGHT:+--task-weight $WEIGHT}
      [ "$recipe" = joint ] && served=$run/detector.onnx
      measure "$out/scores/$recipe/$seed" "$served" --input-size 416 --front-end "$run/best.onnx"
    done
    train "$out/runs/$setting-retrained-$seed" aeris --arm degraded --start "$detector" --seed "$seed" --crop 256 --zoom 0.6 1.1 --degrade "$seen" --steps "${STEPS:-1000}" --validation-interval "${STEPS:-1000}"
    measure "$out/scores/retrained/$seed" "$out/runs/$setting-retrained-$seed/best.onnx" --input-size 416 --front-end $bicubic
    measure "$out/scores/aeris/$seed" "$aeris/runs/aeris-$seed/best.onnx"
  done
done
