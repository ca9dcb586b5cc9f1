#!/usr/bin/env bash
# Trains and measures front-ends: every recipe, bicubic enlarging, a retrained detector and AERIS; see front-ends.md. Interrupted, it goes on where it was.
#   docs/results/front-ends-study.sh DATA DETECTOR OUT [SEEDS] [SETTINGS] [RECIPES]
# DATA: an annotated data set with splits train and val. DETECTOR: run of the detector that is served, trained on clean photographs. OUT: folder for runs and scores.
# SETTINGS: x4, x2, coco-d. START and STEPS: steps of the fidelity start, and of fidelity and feature-driven after it, of SHAPE. What learns from boxes sees photographs, WHOLE: task-driven 0.6 of
# STEPS with 2, joint 0.4 of STEPS with 2, and the detector is retrained half of STEPS with 4. YOLO: a COCO-trained model to transfer to.
# One thread; start it twice with other seeds to use two cores.
set -euo pipefail
data=$1 detector=$2 out=$3 seeds=${4:-"1 2 3"} settings=${5:-"x4 x2 coco-d"} recipes=${6:-"fidelity task-driven feature-driven joint"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
shape=${SHAPE:---crop 192 --zoom 0.8 1.1 --batch 4} whole=${WHOLE:---crop 416 --zoom 0.8 1.1}
steps=${STEPS:-1000}
here=$(dirname "$0")/recipes
aeris=${AERIS:-$(dirname "$0")/../../models/street.onnx}
mkdir -p "$out/runs"

train() { # run command options
  [ -e "$1/best.onnx" ] && return
  local resume=""
  [ -e "$1/options.json" ] && resume=--resume
  $detsdk train "$2" --data "$data" --out "$1" --threads 1 "${@:3}" $resume >> "$1.log" 2>&1
}

shape_of() { # recipe: what it sees, for how long, and its weights; see the tries in front-ends.md
  case $1 in
    task-driven) echo "$whole --batch 2 --steps $((steps * 6 / 10)) --task-weight 0.03 --learning-rate 2e-4" ;;
    joint) echo "$whole --batch 2 --steps $((steps * 4 / 10))" ;;
    *) echo "$shape --steps $steps" ;;
  esac
}

score() { # scores condition model options
  mkdir -p "$1"
  [ -e "$1/$2.json" ] || $detsdk evaluate --model "$3" --data "$data" --split val --json "$1/$2.json" "${@:4}" > /dev/null
}

measure() { # scores model options
  score "$1" "$setting" "$2" --degrade "$degrade" --seed 1 "${@:3}"
}

transfer() { # scores front-end: the same before a model that no training has seen
  [ -n "${YOLO:-}" ] || return 0
  score "$1" "yolo-$setting" "$YOLO" --class-map motorcycle=motorbike --degrade "$degrade" --seed 1 --front-end "$2"
}

for setting in $settings; do
  case $setting in
    x4) degrade=$here/bicubic-x4.json network="--network edsr --width 0.5 --depth 8 --scale 4" bicubic=bicubic:4 seen=$here/x4-enlarged.json ;;
    x2) degrade=$here/bicubic-x2.json network="--network edsr --width 0.5 --depth 8 --scale 2" bicubic=bicubic:2 seen=$here/x2-enlarged.json ;;
    coco-d) degrade=coco-d network="--network any-scale --width 0.5 --depth 8 --scale 4" bicubic=bicubic:fit seen=coco-d ;;
  esac
  measure "$out/scores/bicubic/0" "$detector/best.onnx" --input-size 416 --front-end $bicubic
  transfer "$out/scores/bicubic/0" $bicubic
  score "$out/scores/original/0" "$setting" "$detector/best.onnx" --input-size 416
  measure "$out/scores/aeris/0" "$aeris" --scale-up false
  measure "$out/scores/aeris-enlarged/0" "$aeris" --scale-up true
  for seed in $seeds; do
    start="$out/runs/$setting-start-$seed"
    train "$start" sr --recipe fidelity $network --degrade "$degrade" $shape --steps "${START:-2000}" --seed "$seed"
    for recipe in $recipes; do
      run="$out/runs/$setting-$recipe-$seed" served=$detector/best.onnx
      train "$run" sr --recipe "$recipe" $network --degrade "$degrade" $(shape_of "$recipe") --seed "$seed" --start "$start" --detector "$detector"
      [ "$recipe" = joint ] && served=$run/detector.onnx
      measure "$out/scores/$recipe/$seed" "$served" --input-size 416 --front-end "$run/best.onnx"
      transfer "$out/scores/$recipe/$seed" "$run/best.onnx"
    done
    retrained=$out/runs/$setting-retrained-$seed
    train "$retrained" aeris --arm degraded --clean-share 0.1 --start "$detector" --seed "$seed" $whole --batch 4 --degrade "$seen" --steps $((steps / 2)) --validation-interval $((steps / 2))
    measure "$out/scores/retrained/$seed" "$retrained/best.onnx" --input-size 416 --front-end $bicubic
    [ "$setting" != coco-d ] || measure "$out/scores/retrained-native/$seed" "$retrained/best.onnx" --input-size 416
  done
done
