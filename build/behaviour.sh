#!/usr/bin/env bash
# What two builds compute, as files that can be compared: weights of short trainings of every arm and recipe on
# rendered scenes, detections on photographs, degraded pictures of every preset, a run that the first build broke off.
#
#   build/behaviour.sh record DETSDK_DLL OUT [PHOTOGRAPHS...]    trains, detects and degrades; OUT/sums is the result
#   build/behaviour.sh resume DETSDK_DLL OUT BROKEN              continues the runs that another build broke off
#   build/behaviour.sh compare OUT OTHER                         says what differs; exit code 1 where something does
set -euo pipefail

usage() { sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }

small=(--batch 2 --threads 1 --seed 7 --crop 96)

train() { # NAME KIND OPTION...
  local name=$1 kind=$2; shift 2
  [ -e "$out/runs/$name/best.onnx" ] || dotnet "$detsdk" train "$kind" --out "$out/runs/$name" "$@" > "$out/logs/$name.txt" 2>&1 \
    || { echo "training $name failed:"; tail -n 3 "$out/logs/$name.txt"; exit 1; }
}

aeris() { # NAME OPTION...
  local name=$1; shift
  train "$name" aeris --data scenes:12 "${small[@]}" --steps "${steps:-40}" --width "${width:-0.25}" --validation-interval 20 "$@"
}

sr() { # NAME OPTION...
  local name=$1; shift
  train "$name" sr --data "$out/scenes" "${small[@]}" --steps "${steps:-40}" --scale 4 "$@"
}

# The state after the step in which the training was stopped, as SIGTERM leaves it (bash starts jobs in the background deaf to SIGINT).
broken() { # NAME KIND OPTION...
  local name=$1 kind=$2; shift 2
  dotnet "$detsdk" train "$kind" --out "$out/broken/$name" "$@" > "$out/logs/broken-$name.txt" 2>&1 &
  local training=$!
  for _ in $(seq 600); do grep -q '^50/' "$out/logs/broken-$name.txt" && break; sleep 0.1; done
  kill -TERM "$training"; wait "$training" || true
  ls "$out/broken/$name/checkpoint.safetensors" > /dev/null
}

trainings() {
  for arm in clean degraded aeris-released aeris; do aeris "arm-$arm" --arm "$arm" --start none; done
  steps=6 width=1 aeris arm-aeris-imagenet --arm aeris
  aeris arm-aeris-started --arm aeris --start "$out/runs/arm-clean"
  [ -d "$out/scenes" ] || cp -r "$out"/runs/arm-clean/scenes* "$out/scenes"
  for network in srcnn fsrcnn edsr any-scale; do sr "sr-$network" --network "$network" --width 0.25; done
  steps=10 sr sr-dbpn --network dbpn --width 0.25 --depth 2
  for recipe in task-driven feature-driven joint; do
    sr "sr-$recipe" --width 0.25 --recipe "$recipe" --detector "$out/runs/arm-clean" --start "$out/runs/sr-edsr"
  done
}

record() {
  mkdir -p "$out"/{runs,logs,found,degraded}
  trainings
  broken aeris aeris --data scenes:12 "${small[@]}" --steps 100 --width 0.25 --arm aeris --start none --validation-interval 100
  broken sr sr --data "$out/scenes" "${small[@]}" --steps 100 --scale 4 --width 0.25
  local models="${detsdk%/*}/models"
  if [ $# -gt 0 ]; then
    for model in "$models"/*.onnx ${MODELS:-}; do
      dotnet "$detsdk" detect "$@" --model "$model" --device cpu --json "$out/found/$(basename "$model").json" > /dev/null
    done
    for preset in aeris aeris-paper coco-d bsrgan real-esrgan cctv; do
      dotnet "$detsdk" degrade "$@" --preset "$preset" --seed 3 --out "$out/degraded/$preset" > /dev/null
    done
  fi
  sums > "$out/sums"
}

# Weights, models, detections and pictures. A model's bytes may change with what its metadata says, so its network is
# compared by what it detects; the losses of the log without its speeds.
sums() {
  (cd "$out" && find runs -name best.safetensors -o -path '*found*' -type f | LC_ALL=C sort | xargs sha256sum
   find degraded found -type f 2>/dev/null | LC_ALL=C sort | xargs -r sha256sum
   for log in runs/*/log.jsonl; do
     echo "$(sed -E 's/,"imagesPerSecond":[^,}]*//' "$log" | sha256sum | cut -d ' ' -f 1)  $log without speeds"
   done)
}

resume() { # BROKEN
  mkdir -p "$out"
  cp -r "$1/broken" "$out/resumed"; mkdir -p "$out/logs"
  for name in aeris sr; do
    local data="$1/scenes"
    [ $name = aeris ] && data=scenes:12
    dotnet "$detsdk" train $name --data "$data" --out "$out/resumed/$name" --resume > "$out/logs/resume-$name.txt" 2>&1
  done
  (cd "$out" && sha256sum resumed/*/best.safetensors)
}

case "${1:-}" in
  record) detsdk=$(realpath "$2"); mkdir -p "$3"; out=$(realpath "$3"); shift 3; record "$@" ;;
  resume) detsdk=$(realpath "$2"); mkdir -p "$3"; out=$(realpath "$3"); resume "$(realpath "$4")" ;;
  compare) diff "$2/sums" "$3/sums" && echo "$(wc -l < "$2/sums") results are equal" ;;
  *) usage ;;
esac
