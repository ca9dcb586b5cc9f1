#!/usr/bin/env bash
# Trains and measures what spends where it pays; see spending.md. Interrupted, it goes on where it was.
#   docs/results/spending-study.sh SHARED OUT [SEEDS] [PARTS]
# SHARED: folder of the sets everyday, bsds, sr, street and video. OUT: folder for runs and results. One thread. Parts:
#   specialised, separate, slimmable    ClassSR with such branches, one training for each seed
#   alone-0.75, alone-0.5, alone-0.25   one network of that width, trained on everything for as many steps
#   routing                             what is trained of these, on photographs
#   cut                                 short clips without loss, and their halves in H.264; takes ffmpeg
#   fit-CLIP-ARM                        fits one clip (highway, pedestrians, jamcam04, jamcam09) in one way (one, time,
#                                       random, quality, energy, joint, joint-byte: all weights in a byte each, or
#                                       one-byte, quality-byte: those of an arm that is there); reads OUT/clips alone
#   rate                                what the fitted clips are worth; takes ffmpeg
#   detectors                           what a detector makes of enlarged photographs
#   path-restore (ARMS="reward no-difficulty gains plain-8 plain-6 plain-4", each of STEPS_RESTORE steps that read
# sr/t91 and bsds/images/train; plain-N takes N blocks always), path-restore-study (cbsd with ramps of noise 0 to 50; it
# wants the six runs of a seed), path-restore-detector (models/general.onnx on street with ramps, behind seed 1).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=$1 out=$2 seeds=${3:-"1 2 3"}
trained="separate slimmable alone-0.75 alone-0.5"
ways="one time random quality energy joint joint-byte one-byte quality-byte"
fits=$(for clip in highway pedestrians jamcam04 jamcam09; do for arm in $ways; do echo "fit-$clip-$arm"; done; done)
parts=${4:-"$trained routing cut $fits rate detectors"}
detsdk="${DETSDK:-dotnet run -c Release --project $here/../../src/Cli --}"
steps=${STEPS:-2400} batch=${BATCH:-16} fit=${FIT:-3000} frames=${FRAMES:-100}
restoring=${STEPS_RESTORE:-3000} arms=${ARMS:-"reward no-difficulty gains plain-8 plain-6 plain-4"}
general=$here/../../models/general.onnx ramp=$here/recipes/noise-ramp.json
x4=$here/recipes/bicubic-x4.json

train() { # name of the run, seed, options; what takes long writes to a log
  local run=$out/$1-$2 resume=""
  [ -e "$run/best.onnx" ] && return
  [ -e "$run/options.json" ] && resume=--resume
  $detsdk train sr --data "$data/everyday/images" --photos "$data/sr/t91" --photos "$data/bsds/images/train" \
    --seed "$2" --threads 1 --out "$run" $resume "${@:3}" >> "$run.log" 2>&1
}

class_sr() { # kind of branches, seed: four fifths of the steps train them
  train "$1" "$2" --recipe class-sr --branches "$1" --steps $((steps * 5 / 4)) --batch "$batch"
}

alone() { # width, seed: as many steps of the same crops as the branches
  train "alone-$1" "$2" --network edsr-shuffle --width "$1" --depth 4 --crop 128 --zoom 0.6 1 --batch "$batch" \
    --learning-rate 0.001 --steps "$steps"
}

measured() { # file, command: writes what it prints, whole or not at all
  [ -e "$1" ] && return
  $detsdk "${@:2}" > "$1.part"
  mv "$1.part" "$1"
}

routing() { # seed
  local kind set network
  for kind in specialised separate slimmable; do
    [ -e "$out/$kind-$1/edges.zip" ] || continue
    local beside=()
    for network in "$out"/alone-*-"$1"/best.onnx; do [ -e "$network" ] && beside+=(--beside "$network"); done
    for set in urban kodak24; do
      measured "$out/$kind-$1/$set.md" study routing "$out/$kind-$1/edges.zip" "$out/$kind-$1/predicted.zip" \
        "$out/$kind-$1/learned.zip" --data "$data/sr/$set" --degrade "$x4" --budgets 0.5 0.66 0.8 --seed "$1" \
        "${beside[@]}"
    done
  done
}

clip_of() { # its name in short
  case $1 in
    highway) echo highway_320x240.avi ;;
    pedestrians) echo pedestrians_480x360.avi ;;
    jamcam04) echo jamcam_352x288/04254_01.mp4 ;;
    jamcam09) echo jamcam_352x288/09747_09.mp4 ;;
    *) echo "unknown clip $1" >&2; return 2 ;;
  esac
}

cut() {
  local name
  mkdir -p "$out/clips"
  for name in highway pedestrians jamcam04 jamcam09; do
    [ -e "$out/clips/$name.mkv" ] || ffmpeg -v error -i "$data/video/$(clip_of "$name")" -an -frames:v "$frames" \
      -c:v ffv1 "$out/clips/$name.mkv"
    [ -e "$out/clips/$name.low.mp4" ] && continue
    rm -rf "$out/clips/$name.begun.run"
    $detsdk overfit "$out/clips/$name.mkv" --scale 2 --steps 2 --threads 1 --out "$out/clips/$name.begun" > /dev/null
    mv "$out/clips/$name.begun.run/low.mp4" "$out/clips/$name.low.mp4"
    rm -rf "$out/clips/$name.begun" "$out/clips/$name.begun.run"
  done
}

fit() { # clip, arm, seed: all arms have as many steps, and chunks together as many parameters as one network
  local name=$1-$2 of=$1-${2%-byte} options
  [ "$3" = 1 ] || { name+=-$3 of+=-$3; }
  local bundle=$out/clips/$name.zip
  [ -e "$bundle" ] && return
  rm -rf "$bundle.run"
  case $2 in one-byte | quality-byte)
    cp -r "$out/clips/$of.zip.run" "$bundle.run"
    $detsdk overfit "$out/clips/$1.mkv" --out "$bundle" --resume --weights byte --threads 1 > "$bundle.log" 2>&1
    return ;;
  esac
  case $2 in # 16 channels, or twice 11
    one) options="--width 0.25 --chunks 1" ;;
    time | random | quality | energy) options="--width 0.171875 --chunks 2 --by $2" ;;
    joint) options="--width 0.171875 --joint --chunks 4" ;;
    joint-byte) options="--width 0.25 --joint --chunks 4 --weights byte" ;;
    *) echo "unknown arm $2" >&2; return 2 ;;
  esac
  $detsdk overfit "$out/clips/$1.mkv" --low "$out/clips/$1.low.mp4" --scale 2 --steps "$fit" --batch 64 --seed "$3" \
    --threads 1 --out "$bundle" $options > "$bundle.log" 2>&1
}

rate() {
  local bundle name
  for bundle in "$out"/clips/*-*.zip; do
    name=$(basename "$bundle" .zip)
    measured "${bundle%.zip}.txt" overfit "$out/clips/${name%%-*}.mkv" --measure --out "$bundle"
  done
}

detectors() { # seed
  local condition bundle=$out/slimmable-$1/edges.zip
  local judge=(evaluate --model "$general" --data "$data/street" --split val)
  mkdir -p "$out/detectors"
  for condition in coco-d-x4 bicubic-x4; do
    local as=(--degrade "$here/recipes/$condition.json")
    measured "$out/detectors/$condition-none.txt" "${judge[@]}" "${as[@]}"
    measured "$out/detectors/$condition-bicubic.txt" "${judge[@]}" "${as[@]}" --front-end bicubic:4
    measured "$out/detectors/$condition-wide-$1.txt" "${judge[@]}" "${as[@]}" --front-end "$bundle"
    measured "$out/detectors/$condition-routed-$1.txt" "${judge[@]}" "${as[@]}" --front-end "$bundle" --budget 0.66
    measured "$out/detectors/$condition-narrow-$1.txt" "${judge[@]}" "${as[@]}" \
      --front-end "$out/slimmable-$1/width-0.25.onnx"
  done
}

restore() { # seed arm
  local run=$out/restore-$2-$1 options resume=""
  case $2 in
    reward) options="--learning reinforcement --depth 4 --path-share 0.6" ;;
    no-difficulty) options="--learning reinforcement --depth 4 --path-share 0.6 --difficulty-threshold 0" ;;
    gains) options="--learning regression --depth 8" ;;
    plain-*) options="--learning none --depth ${2#plain-}" ;;
    *) echo "unknown arm $2" >&2; exit 2 ;;
  esac
  [ -e "$run/options.json" ] && { resume=--resume options=""; }
  [ -e "$run/learned.zip" ] || [ -e "$run/plain.zip" ] || $detsdk train restore --data "$data/sr/t91" \
    --photos "$data/bsds/images/train" --width 0.25 --batch 8 --steps "$restoring" --seed "$1" --threads 1 \
    $options --out "$run" $resume >> "$run.log" 2>&1
}

restore_study() { # seed
  local arm run
  for arm in reward no-difficulty gains; do
    run=$out/restore-$arm-$1
    [ -e "$run/cbsd.md" ] || $detsdk study routing "$run/learned.zip" "$run/noise.zip" --data "$data/cbsd" \
      --degrade "$ramp" --budgets 0.72 0.75 --seed 1 \
      --beside "$out"/restore-plain-{8,6,4}-"$1"/plain.zip > "$run/cbsd.part"
    [ -e "$run/cbsd.md" ] || mv "$run/cbsd.part" "$run/cbsd.md"
  done
}

restore_detector() {
  local run
  [ -e "$out/street.txt" ] || $detsdk evaluate --model "$general" --data "$data/street" --degrade "$ramp" --seed 1 \
    > "$out/street.part"
  [ -e "$out/street.txt" ] || mv "$out/street.part" "$out/street.txt"
  for run in reward gains plain-6; do
    [ -e "$out/street-$run.txt" ] || $detsdk evaluate --model "$general" --data "$data/street" --degrade "$ramp" \
      --seed 1 --front-end "$(ls "$out/restore-$run-1"/{learned,plain}.zip 2> /dev/null)" > "$out/street-$run.part"
    [ -e "$out/street-$run.txt" ] || mv "$out/street-$run.part" "$out/street-$run.txt"
  done
}

mkdir -p "$out"
for part in $parts; do
  case $part in
    specialised | separate | slimmable) for seed in $seeds; do class_sr "$part" "$seed"; done ;;
    alone-*) for seed in $seeds; do alone "${part#alone-}" "$seed"; done ;;
    routing) for seed in $seeds; do routing "$seed"; done ;;
    cut | rate) $part ;;
    fit-*) IFS=- read -r _ clip arm <<< "$part"; for seed in $seeds; do fit "$clip" "$arm" "$seed"; done ;;
    detectors) for seed in $seeds; do detectors "$seed"; done ;;
    path-restore) for seed in $seeds; do for arm in $arms; do restore "$seed" "$arm"; done; done ;;
    path-restore-study) for seed in $seeds; do restore_study "$seed"; done ;;
    path-restore-detector) restore_detector ;;
    *) echo "unknown part $part" >&2; exit 2 ;;
  esac
done
