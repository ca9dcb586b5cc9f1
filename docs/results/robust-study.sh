#!/usr/bin/env bash
# Trains and measures the arms of the study of robustify; see robust.md. Interrupted, it goes on where it was.
#   docs/results/robust-study.sh SHARED OUT [SEEDS] [ARMS]
# SHARED: folder of the sets street, vehicles, everyday, bccd, video, cctv, coco128 and of MODELS (yolox_nano.onnx).
# OUT: folder for runs and scores. One thread; start it twice with other seeds or arms to use two cores.
# Arms: robust (no label), robust150, robust4000, ... (so many steps), soft (at a lower rate), plain (batches of eight,
# answers at a third), mosaic and softmosaic (plain and soft with mosaics), ship (mosaic, noise taken out first), labels
# (street's beside the teacher's), base (labels and degradation alone), base50, base150, ... (so many of the labelled
# photographs alone), clean (labels alone). Of the seeds of ship comes OUT/general.onnx; the one that ships was trained
# so at commit afe2b0d, when noise was taken out by a bilateral filter.
set -euo pipefail
data=$1 out=$2 seeds=${3:-"1 2 3"} arms=${4:-"robust labels base clean"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
model=${MODEL:-$data/../models/yolox_nano/yolox_nano.onnx}
recipes=$(dirname "$0")/recipes
names="--class-map motorcycle=motorbike"
everyday="$data/everyday/images $data/everyday/images $data/everyday/images"
clips="$data/video/highway_320x240.avi $data/video/car_detection_768x432.mp4"
others="$data/vehicles/images/train $everyday $data/bccd/JPEGImages $clips"
kinds="$data/vehicles/images/train $data/bccd/JPEGImages $clips $everyday $everyday"

learn_from() { # arm
  case $1 in
    robust) echo "--photos $data/street/images/train $others --allowed-loss 0.06" ;;
    robust*) echo "$(learn_from robust) --steps ${1#robust}" ;;
    soft) echo "$(learn_from robust) --learning-rate 1.2e-4 --steps 2000" ;;
    softmosaic) echo "$(learn_from soft) --mosaic-share 0.5" ;;
    plain) echo "--photos $data/street/images/train $kinds --answer-weight 0.3 --batch 8 --allowed-loss 0.06" ;;
    mosaic) echo "$(learn_from plain) --mosaic-share 0.5" ;;
    ship) echo "$(learn_from mosaic) --denoise" ;;
    labels) echo "--photos $others --labels $data/street --allowed-loss 0.06" ;;
    base) echo "--labels $data/street --labels-only --allowed-loss 1" ;;
    base*) few "${1#base}" && echo "--labels $out/few-${1#base} --labels-only --allowed-loss 1" ;;
    clean) echo "--labels $data/street --labels-only --clean-share 1 --allowed-loss 1" ;;
    *) echo "unknown arm $1" >&2; exit 2 ;;
  esac
}

few() { # count: so many of the labelled photographs, evenly chosen
  local folder=$out/few-$1 all=("$data"/street/images/train/*.jpg) name
  [ -e "$folder/data.yaml" ] && return
  mkdir -p "$folder/images/train" "$folder/labels/train"
  for ((i = 0; i < $1; i++)); do
    name=$(basename "${all[i * ${#all[@]} / $1]}" .jpg)
    cp "$data/street/images/train/$name.jpg" "$folder/images/train"
    cp "$data/street/labels/train/$name.txt" "$folder/labels/train"
  done
  cp "$data/street/data.yaml" "$folder"
}

train() { # arm seed
  local run=$out/runs/$1-$2 resume=""
  [ -e "$run/best.onnx" ] && return
  [ -e "$run/options.json" ] && resume=--resume
  mkdir -p "$out/runs"
  # shellcheck disable=SC2046
  $detsdk robustify "$model" $(learn_from "$1") --val "$data/street" $names --real "$data/cctv" \
    --validation-interval 2000 --threads 1 --seed "$2" --out "$run" $resume >> "$run.log" 2>&1
}

measure() { # model scores
  mkdir -p "$2"
  one() { [ -e "$2/$3.json" ] || $detsdk evaluate --model "$1" --json "$2/$3.json" "${@:4}" > /dev/null; }
  for size in "" 256 320 416; do
    local fixed=""
    [ -n "$size" ] && fixed="--input-size $size --scale-up true"
    one "$1" "$2" "street$size" --data "$data/street" $names $fixed
    for copy in 1 2 3; do
      one "$1" "$2" "street-coco-d$size@$copy" --data "$data/street" $names --degrade coco-d --seed $copy $fixed
    done
    one "$1" "$2" "street-x4$size" --data "$data/street" $names --degrade "$recipes/coco-d-x4.json" --seed 1 $fixed
  done
  one "$1" "$2" cctv --data "$data/cctv"
  one "$1" "$2" cctv-train --data "$data/cctv" --split train
  one "$1" "$2" coco128 --data "$data/coco128"
  for copy in 1 2 3; do
    one "$1" "$2" "coco128-coco-d@$copy" --data "$data/coco128" --degrade coco-d --seed $copy
  done
}

# Every model takes pictures at their own size, as the one that ships does.
free() { [ -e "$2" ] || $detsdk export "$1" --out "$2" --input-size 640 --enlarge-to 320 "${@:3}"; }

mkdir -p "$out"
free "$model" "$out/teacher.onnx"
measure "$out/teacher.onnx" "$out/scores/teacher"
free "$model" "$out/teacher-denoise.onnx" --denoise true
measure "$out/teacher-denoise.onnx" "$out/scores/teacher-denoise"
for seed in $seeds; do
  for arm in $arms; do
    train "$arm" "$seed"
    free "$out/runs/$arm-$seed" "$out/runs/$arm-$seed/free.onnx"
    measure "$out/runs/$arm-$seed/free.onnx" "$out/scores/$arm-$seed"
  done
done
# What ships: the mean of the weights of the seeds and of the detector as it was, which counts twice.
runs=()
for seed in $seeds; do [ -e "$out/runs/ship-$seed/best.onnx" ] && runs+=("$out/runs/ship-$seed"); done
if [ "${#runs[@]}" -gt 1 ]; then
  [ -e "$out/general.onnx" ] ||
    $detsdk export "${runs[@]}" "$model" "$model" --out "$out/general.onnx" --input-size 640 --enlarge-to 320 \
      --denoise true
  measure "$out/general.onnx" "$out/scores/general"
fi
