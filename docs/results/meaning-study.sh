#!/usr/bin/env bash
# Measures what meaning.md states. Interrupted, it goes on where it was.
#   docs/results/meaning-study.sh SHARED OUT [STUDIES]
# SHARED: folder of the sets bsds, street, digits, scenes, camvid and sr. OUT: folder for what is printed.
# STUDIES: semantics gate x4 x3 retrained. NETWORKS: NAME=FILE of networks of scale 4 that join the methods at x4, and
# EDSR=FILE for the semantics of one: detsdk train sr --data SHARED/sr/t91 --crop 96 --learning-rate 1e-3 --scale 4
# --network edsr --width 0.5 --depth 8 --batch 8 --steps 400 --seed 2, and --network srcnn --width 1 --batch 4
# --steps 300 --seed 1.
set -euo pipefail
data=$1 out=$2 studies=${3:-"semantics gate x4 x3 retrained"}
detsdk="${DETSDK:-dotnet run -c Release --project $(dirname "$0")/../../src/Cli --}"
here=$(dirname "$0") recipes=$(dirname "$0")/recipes
model=${MODEL:-$here/../../models/general.onnx}
patches="--photos $data/sr/t91 --patches 60000 --seed 1"
mkdir -p "$out"

study() { # file options
  [ -s "$out/$1.md" ] && return
  $detsdk study "${@:2}" > "$out/$1.tmp" && mv "$out/$1.tmp" "$out/$1.md"
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
# training each of STEPS steps, with more options in SEGMENT and DUAL.
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

dual() { # arm seed
  local run="$out/runs/dual-$1-$2"
  mkdir -p "$out/runs"
  [ -e "$run/best.onnx" ] && return
  # shellcheck disable=SC2046,SC2086
  $detsdk train aeris --data "$data/street" --arm "$1" --degrade "$recipes/bicubic-x2.json" --clean-share 0 \
    --out "$run" --seed "$2" --steps "${STEPS:-1500}" --validation-interval "${STEPS:-1500}" --threads 1 \
    --crop 384 --zoom 0.8 1.1 ${DUAL:-} $(goes_on "$run") >> "$run.log" 2>&1
}

# Networks that are told what they look at: sft-ARM-SEED, ARM one of twin correct shuffled input; and a loss that
# differs by region: targeted-ARM-SEED, ARM one of l1 global labels gradients. One training each of STEPS steps, with
# more options in SEMANTIC. regions-sft, regions-targeted and edit measure what was trained; SEGMENTER names what predicts maps, by
# default the segmenter of arm segment, seed 1. Read: SHARED/camvid.
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
  study "$1" semantics "$2" --data "$out/bsds" --seed "$3" --components "$out/$1.csv" --degrade \
    "$recipes"/regime-{blur,noise,jpeg,x4}.json
}

for name in $studies; do
  case $name in
    semantics)
      every "$out/bsds" 2 "$data"/bsds/images/test/*.jpg
      for seed in 1 2 3; do semantics "semantics-$seed" "$model" "$seed"; done
      for network in ${NETWORKS:-}; do semantics "semantics-${network%%=*}" "${network#*=}" 1; done ;;
    gate)
      every "$out/known" 6 "$data"/street/images/train/*
      for layer in 1426 1261; do
        study "gate-$layer" gate --data "$data/street" --model "$model" --class-map motorcycle=motorbike \
          --degrade coco-d --front-end bicubic:2 --seed 1 --features "$model" --layer "$layer" --known "$out/known"
      done ;;
    x4 | x3)
      networks="" && [ "$name" = x4 ] && [ -n "${NETWORKS:-}" ] && networks="--network $NETWORKS"
      # shellcheck disable=SC2086
      study "$name" usefulness --factor "${name#x}" $patches $networks --task none="$data/sr/set5" digits="$data/digits"
      study "$name-scenes" usefulness --factor "${name#x}" $patches $networks --every 2 --task scenes="$data/scenes"
      study "$name-street" usefulness --factor "${name#x}" $patches --every 4 \
        --task boundaries="$data/bsds" segmentation="$data/camvid"
      study "$name-detection" usefulness --factor "${name#x}" $patches --every 6 --task detection="$data/street" \
        --model "$model" --class-map motorcycle=motorbike ;;
    sft-twin-*) semantic "$name" "${name##*-}" --recipe sft --condition none ;;
    sft-correct-*) semantic "$name" "${name##*-}" --recipe sft ;;
    sft-shuffled-*) semantic "$name" "${name##*-}" --recipe sft --maps shuffled ;;
    sft-input-*) semantic "$name" "${name##*-}" --recipe sft --condition input ;;
    targeted-l1-*) semantic "$name" "${name##*-}" --recipe targeted --bands none ;;
    targeted-global-*) semantic "$name" "${name##*-}" --recipe targeted --bands everywhere ;;
    targeted-labels-*) semantic "$name" "${name##*-}" --recipe targeted --bands labels ;;
    targeted-gradients-*) semantic "$name" "${name##*-}" --recipe targeted --bands gradients ;;
    regions-sft)
      segmenter=${SEGMENTER:-$out/runs/segment-segment-1/best.onnx} predicted=""
      [ -e "$segmenter" ] && predicted=$(arms sft correct "correct, told predicted" "$segmenter")
      readarray -t networks < <(
        arms sft twin twin && arms sft correct correct && arms sft shuffled shuffled && arms sft input input
        arms sft correct "correct, told shuffled" shuffled && [ -n "$predicted" ] && echo "$predicted")
      regions "$name" "${networks[@]}" ;;
    regions-targeted)
      readarray -t networks < <(for arm in l1 global labels gradients; do arms targeted "$arm" "$arm"; done)
      regions "$name" "${networks[@]}" ;;
    edit)
      for run in "$out"/runs/sft-correct-? "$out"/runs/sft-input-?; do
        study "edit-${run##*/}" map-edit "$run/best.onnx" --data "$data/camvid" --every 6 --threads 1
      done ;;
    segment-*-*) arm=${name#segment-} && segment "${arm%-*}" "${arm##*-}" ;;
    dual-*-*) arm=${name#dual-} && dual "${arm%-*}" "${arm##*-}" ;;
    retrained)
      study "$name" usefulness --factor 4 $patches --retrained A+ --task digits="$data/digits" ;;
  esac
done
