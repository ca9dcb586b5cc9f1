#!/usr/bin/env bash
# Measures what meaning.md states. Interrupted, it goes on where it was.
#   docs/results/meaning-study.sh SHARED OUT [STUDIES]
# SHARED: folder of the sets bsds, street, digits, scenes, camvid, vehicles and sr. OUT: folder for what is printed and
# trained. STUDIES: each can be called alone, trainings before what reads them; by default all of these, in this order
# (more are named further down):
#   semantics gate retrained
#   skip-SEED plain-SEED          trainings of EDSR by four, with the global skip and without; SEED 1 2 3
#   edsr-x3 srcnn-x3 srcnn-x4     trainings of one seed; skip-1 is the EDSR by four
#   feedback-ARM-SEED             trainings; ARM border foreground none single, single being one step of equal cost
#   ddr-skip-SEED ddr-plain-SEED  layers of the trained networks, reads skip-SEED or plain-SEED
#   steps-ARM-SEED                PSNR of each step, reads feedback-ARM-SEED
#   sft-ARM-SEED targeted-ARM-SEED segment-ARM-SEED dual-ARM-SEED
#                                 trainings, see further down for the arms
#   regions-sft regions-targeted edit segment-measured dual-measured
#                                 what these are worth, read all of them
#   useful-TASK-SCALE             TASK none digits scenes boundaries segmentation detection unseen, SCALE x3 x4; reads
#                                 skip-1, edsr-x3, srcnn-SCALE
#   sheets                        pictures of tasks' answers, reads skip-1 and srcnn-x4
#   pictures                      of one frame (video/jamcam_352x288/04254_13.mp4): segments, regions, maps, feedback
#                                 steps and objects, reads segment-*-1, sft-{twin,correct}-1, feedback-border-1 and
#                                 skip-1; takes ffmpeg, and Python with Pillow and NumPy
# DETSDK names the tool, MODEL and UNSEEN the two detectors, STEPS the length of trainings. SMALL=1 trains feedback
# networks of half the width on small crops, in some minutes of one core.
set -euo pipefail
data=$1 out=$2
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
here=$(dirname "$0") recipes=$(dirname "$0")/recipes
model=${MODEL:-$here/../../models/general.onnx}
unseen=${UNSEEN:-$data/../models/yolov8n.onnx}
patches="--photos $data/sr/t91 --patches 60000 --seed 1"
things="pole sign car pedestrian bicyclist"
seeds="1 2 3"
narrow="--width 0.5" wide="--width 1" # of equal cost: four steps, and one
if [ -n "${SMALL:-}" ]; then narrow="--width 0.25 --crop 64 --batch 8" wide="--width 0.5 --crop 64 --batch 8"; fi
mkdir -p "$out"

all() { # every study in order
  local seed arm task
  echo semantics gate retrained edsr-x3 srcnn-x3 srcnn-x4
  for seed in $seeds; do
    echo "skip-$seed plain-$seed ddr-skip-$seed ddr-plain-$seed"
    for arm in border foreground none single; do echo "feedback-$arm-$seed steps-$arm-$seed"; done
    for arm in twin correct shuffled input channels; do echo "sft-$arm-$seed"; done
    for arm in l1 global labels gradients; do echo "targeted-$arm-$seed"; done
    for arm in bilinear segment super-resolution affinity; do echo "segment-$arm-$seed"; done
    echo "dual-degraded-$seed dual-dual-$seed"
  done
  echo regions-sft regions-targeted edit segment-measured dual-measured
  for task in none digits scenes boundaries segmentation detection unseen; do
    echo "useful-$task-x4 useful-$task-x3"
  done
  echo sheets pictures
}

study() { # file options
  [ -s "$out/$1.md" ] && return
  $detsdk study "${@:2}" > "$out/$1.tmp" && mv "$out/$1.tmp" "$out/$1.md"
}

train() { # name verb options: goes on with a training that was broken off
  local run="$out/runs/$1"
  [ -s "$run/best.onnx" ] && return
  if [ -e "$run/options.json" ]; then
    $detsdk train "$2" --out "$run" --resume --threads 1
  else
    mkdir -p "$out/runs"
    $detsdk train "$2" --out "$run" "${@:3}" --threads 1
  fi
}

enlarger() { # name options: a network that enlarges, learned from T91
  train "$1" sr --data "$data/sr/t91" --crop 96 --batch 16 --learning-rate 1e-3 --steps "${STEPS:-2000}" "${@:2}"
}

every() { # folder step pictures: links to every so manieth picture
  local i=0 file
  mkdir -p "$1"
  for file in "${@:3}"; do
    [ $((i++ % $2)) -eq 0 ] && ln -sf "$(realpath "$file")" "$1"
  done
  return 0
}

# Dual super-resolution learning: segment-ARM-SEED, ARM one of full bilinear segment super-resolution affinity and
# strong (affinity with a picture that weighs a hundred times as much), and dual-ARM-SEED, ARM one of degraded dual: one
# training each of STEPS steps, with more options in SEGMENT and DUAL; segment-measured and dual-measured after them.
goes_on() { [ -e "$1/options.json" ] && echo --resume || true; }

segment() { # arm seed
  local run="$out/runs/segment-$1-$2"
  mkdir -p "$out/runs"
  [ -e "$run/best.onnx" ] && return
  local arm="$1" && [ "$1" = strong ] && arm="affinity --super-resolution-weight 10"
  # shellcheck disable=SC2046,SC2086
  $detsdk train segment --data "$data/camvid" --arm $arm --out "$run" --seed "$2" --steps "${STEPS:-1500}" \
    --threads 1 ${SEGMENT:-} $(goes_on "$run") >> "$run.log" 2>&1
}

runs_of() { # kind arm: the models of an arm that there are
  ls "$out/runs/$1-$2"-[0-9]/best.onnx 2> /dev/null || true
}

measure_segments() {
  local split arm
  for split in test val; do
    for arm in full bilinear segment super-resolution affinity strong; do
      local against=bilinear
      case $arm in super-resolution) against=segment ;; affinity | strong) against="segment super-resolution" ;; esac
      for other in $against; do
        local file="$out/segment-$split-$arm-against-$other.txt" models others
        models=$(runs_of segment "$arm") others=$(runs_of segment "$other")
        [ -s "$file" ] || [ -z "$models" ] || [ -z "$others" ] && continue
        # shellcheck disable=SC2086
        $detsdk evaluate-segmentation $models --data "$data/camvid" --split $split --against $others > "$file.tmp"
        mv "$file.tmp" "$file"
      done
    done
  done
}

measure_duals() {
  local run file
  for run in "$out"/runs/dual-*-[0-9]; do
    file="$out/$(basename "$run").json"
    [ -s "$file" ] || [ ! -e "$run/best.onnx" ] || $detsdk evaluate --model "$run/best.onnx" --data "$data/street" \
      --split val --degrade "$recipes/bicubic-x2.json" --seed 1 --json "$file" > /dev/null
  done
}

dual() { # arm seed
  local run="$out/runs/dual-$1-$2"
  mkdir -p "$out/runs"
  [ -e "$run/best.onnx" ] && return
  # shellcheck disable=SC2046,SC2086
  $detsdk train aeris --data "$data/street" --arm "$1" --degrade "$recipes/bicubic-x2.json" --clean-share 0 \
    --out "$run" --seed "$2" --steps "${STEPS:-1500}" --validation-interval "${STEPS:-1500}" --threads 1 \
    --crop 384 --zoom 0.8 1.1 ${DUAL:-} $(goes_on "$run") >> "$run.log" 2>&1
}

# Networks that are told what they look at: sft-ARM-SEED, ARM one of twin correct shuffled input channels. A loss that
# differs by region: targeted-ARM-SEED, ARM one of l1 global labels gradients features (labels, with texture by the
# layer LAYER of FEATURES). One training each of STEPS steps, with more options in SEMANTIC. regions-sft,
# regions-targeted and edit measure what was trained; SEGMENTER names what predicts maps, by default the segmenter of
# arm segment, seed 1. Read: SHARED/camvid.
semantic() { # name seed options
  local run="$out/runs/$1"
  mkdir -p "$out/runs"
  [ -e "$run/best.onnx" ] && return
  # shellcheck disable=SC2046,SC2086
  $detsdk train sr --data "$data/camvid" --out "$run" --seed "$2" --steps "${STEPS:-1500}" --threads 1 "${@:3}" \
    ${SEMANTIC:-} $(goes_on "$run") >> "$run.log" 2>&1
}

arms() { # kind arm name maps: the networks of an arm as NAME=FILE, or NAME=FILE@MAPS
  local run
  for run in "$out"/runs/"$1-$2"-?; do
    [ -e "$run/best.onnx" ] && echo "$3=$run/best.onnx${4:+@$4}"
  done
  return 0
}

regions() { # file arms
  study "$1" regions --data "$data/camvid" --every "${EVERY:-3}" --threads 1 bicubic=bicubic:4 "${@:2}"
}

semantics() { # file model seed
  every "$out/bsds" 2 "$data"/bsds/images/test/*.jpg
  study "$1" semantics "$2" --data "$out/bsds" --seed "$3" --components "$out/$1.csv" --degrade \
    "$recipes"/regime-{blur,noise,jpeg,x4}.json
}

networks() { # scale: those that join the methods
  local edsr=edsr-x3
  [ "$1" = x4 ] && edsr=skip-1
  echo "--network SRCNN=$out/runs/srcnn-$1/best.onnx EDSR=$out/runs/$edsr/best.onnx"
}

useful() { # task scale
  local options
  case $1 in
    none) options="--task none=$data/sr/set5" ;;
    digits) options="--task digits=$data/digits" ;;
    scenes) options="--task scenes=$data/scenes --every 2" ;;
    boundaries) options="--task boundaries=$data/bsds --every 3" ;;
    segmentation) options="--task segmentation=$data/camvid --every 3" ;;
    detection | unseen)
      options="--task detection=$data/street --every 4 --class-map motorcycle=motorbike --model"
      if [ "$1" = unseen ]; then options+=" $unseen"; else options+=" $model"; fi ;;
  esac
  # shellcheck disable=SC2046,SC2086
  study "useful-$1-$2" usefulness --factor "${2#x}" $patches $(networks "$2") $options
}

sheets() { # digits, and a detector on pictures that may be shown
  [ -s "$out/sheet-digits.png" ] && [ -s "$out/sheet-objects.png" ] && return
  # shellcheck disable=SC2046,SC2086
  $detsdk study usefulness --factor 4 $patches $(networks x4) --task digits="$data/digits" \
    --sheet 3 8 21 46 --sheet-file "$out/sheet-digits.png"
  # shellcheck disable=SC2046,SC2086
  $detsdk study usefulness --factor 4 $patches $(networks x4) --task detection="$data/vehicles" --model "$model" \
    --class-map motorcycle=Motorcycle car=Car bus=Bus truck=Truck --sheet 3 7 12 --sheet-file "$out/sheet-objects.png"
}

sheet() { # file height part NAME=FILE ...
  [ -s "$out/$1" ] || "$here/meaning-sheet.py" "$out/$1" "${@:2}"
}

pictures() {
  local p="$out/pictures" arm bus="15 90 95 68" segmenter="$out/runs/segment-segment-1/best.onnx"
  mkdir -p "$p/full"
  ffmpeg -v error -y -ss 2 -i "$data/video/jamcam_352x288/04254_13.mp4" -frames:v 1 "$p/full/street.png"
  $detsdk degrade "$p/full/street.png" --recipe "$recipes/bicubic-x4.json" --seed 1 --out "$p/small" > /dev/null
  $detsdk degrade "$p/full/street.png" --recipe "$recipes/bicubic-x2.json" --seed 1 --out "$p/half" > /dev/null
  for arm in bilinear segment affinity; do
    $detsdk segment "$p/half/street.png" --model "$out/runs/segment-$arm-1/best.onnx" --drawn --out "$p/$arm"
  done
  $detsdk segment "$p/half/street.png" --model "$segmenter" --out "$p/labels"
  [ -s "$out/meaning-regions.jpg" ] ||
    "$here/meaning-regions.py" "$p/full/street.png" "$p/labels/street.png" "$out/meaning-regions.jpg"
  $detsdk segment "$p/small/street.png" --model "$segmenter" --drawn --out "$p/told"
  $detsdk enhance "$p/small/street.png" --model bicubic:4 --out "$p/bicubic"
  $detsdk enhance "$p/small/street.png" --model "$out/runs/skip-1/best.onnx" --out "$p/edsr"
  $detsdk enhance "$p/small/street.png" --model "$out/runs/sft-twin-1/best.onnx" --out "$p/twin"
  $detsdk enhance "$p/small/street.png" --model "$out/runs/sft-correct-1/best.onnx" --maps "$segmenter" --out "$p/sft"
  for arm in bicubic edsr full; do $detsdk detect "$p/$arm/street.png" --model "$model" --out "$p/found-$arm"; done
  # shellcheck disable=SC2086
  $detsdk study feedback "$out/runs/feedback-border-1/best.onnx" --data "$p/full/street.png" --box $bus \
    --sheet-file "$out/meaning-steps.png"
  sheet meaning-segments.jpg 330 whole half="$p/half/street.png" "enlarged logits=$p/bilinear/street.png" \
    "twice the input=$p/segment/street.png" "with both branches=$p/affinity/street.png"
  sheet meaning-maps.jpg 230 0,60,220,160 original="$p/full/street.png" bicubic="$p/bicubic/street.png" \
    "not told=$p/twin/street.png" "told the map on the right=$p/sft/street.png" map="$p/told/street.png"
  sheet meaning-objects.jpg 300 whole bicubic="$p/found-bicubic/street.png" EDSR="$p/found-edsr/street.png" \
    original="$p/found-full/street.png"
}

for name in ${3:-$(all)}; do
  seed=${name##*-}
  case $name in
    semantics) for seed in $seeds; do semantics "semantics-$seed" "$model" "$seed"; done ;;
    gate)
      every "$out/known" 6 "$data"/street/images/train/*
      for layer in 1426 1261; do
        study "gate-$layer" gate --data "$data/street" --model "$model" --class-map motorcycle=motorbike \
          --degrade coco-d --front-end bicubic:2 --seed 1 --features "$model" --layer "$layer" --known "$out/known"
      done ;;
    sft-twin-*) semantic "$name" "${name##*-}" --recipe sft --condition none ;;
    sft-correct-*) semantic "$name" "${name##*-}" --recipe sft ;;
    sft-shuffled-*) semantic "$name" "${name##*-}" --recipe sft --maps shuffled ;;
    sft-channels-*) semantic "$name" "${name##*-}" --recipe sft --condition channels ;;
    sft-input-*) semantic "$name" "${name##*-}" --recipe sft --condition input ;;
    targeted-l1-*) semantic "$name" "${name##*-}" --recipe targeted --bands none ;;
    targeted-global-*) semantic "$name" "${name##*-}" --recipe targeted --bands everywhere ;;
    targeted-labels-*) semantic "$name" "${name##*-}" --recipe targeted --bands labels ;;
    targeted-features-*)
      semantic "$name" "${name##*-}" --recipe targeted --features "${FEATURES:-$model}" --layer "${LAYER:-1261}" ;;
    targeted-gradients-*) semantic "$name" "${name##*-}" --recipe targeted --bands gradients ;;
    regions-sft)
      segmenter=${SEGMENTER:-$out/runs/segment-segment-1/best.onnx} predicted=""
      [ -e "$segmenter" ] && predicted=$(arms sft correct "correct, told predicted" "$segmenter")
      readarray -t networks < <(
        arms sft twin twin && arms sft correct correct && arms sft shuffled shuffled && arms sft input input
        arms sft channels channels
        arms sft correct "correct, told shuffled" shuffled && [ -n "$predicted" ] && echo "$predicted")
      regions "$name" "${networks[@]}" ;;
    regions-targeted)
      readarray -t networks < <(for arm in l1 global labels gradients features; do arms targeted "$arm" "$arm"; done)
      regions "$name" "${networks[@]}" ;;
    edit)
      for run in "$out"/runs/sft-correct-? "$out"/runs/sft-input-?; do
        study "edit-${run##*/}" map-edit "$run/best.onnx" --data "$data/camvid" --every 6 --threads 1
      done ;;
    segment-measured) measure_segments ;;
    dual-measured) measure_duals ;;
    segment-*-*) arm=${name#segment-} && segment "${arm%-*}" "${arm##*-}" ;;
    dual-*-*) arm=${name#dual-} && dual "${arm%-*}" "${arm##*-}" ;;
    retrained)
      # shellcheck disable=SC2086
      study "$name" usefulness --factor 4 $patches --retrained A+ --task digits="$data/digits" ;;
    skip-?) enlarger "$name" --network edsr --width 0.5 --depth 8 --seed "$seed" ;;
    plain-?) enlarger "$name" --network edsr --width 0.5 --depth 8 --without-skip --seed "$seed" ;;
    edsr-x3) enlarger "$name" --scale 3 --network edsr --width 0.5 --depth 8 --seed 1 ;;
    srcnn-x?) enlarger "$name" --scale "${name#srcnn-x}" --network srcnn --width 1 --seed 1 ;;
    feedback-single-?)
      # shellcheck disable=SC2086
      train "$name" feedback --data "$data/camvid" --things $things --feedback-steps 1 $wide \
        --steps "${STEPS:-1500}" --seed "$seed" ;;
    feedback-*)
      # shellcheck disable=SC2086
      arm=${name#feedback-}
      train "$name" feedback --data "$data/camvid" --things $things --condition "${arm%-*}" $narrow \
        --steps "${STEPS:-1500}" --seed "$seed" ;;
    ddr-*) run=${name#ddr-} && semantics "$name" "$out/runs/$run/best.onnx" "$seed" ;;
    steps-*) study "$name" feedback "$out/runs/feedback-${name#steps-}/best.onnx" --data "$data/camvid" ;;
    useful-*) rest=${name#useful-} && useful "${rest%-*}" "${rest##*-}" ;;
    sheets) sheets ;;
    pictures) pictures ;;
    *) echo "meaning-study.sh: '$name' is no study; expected some of: $(all | tr '\n' ' ')" >&2 && exit 2 ;;
  esac
done
