#!/usr/bin/env bash
# What the long verbs leave behind when the disk is full, the folder is read-only, or a signal comes: each is broken
# off, looked at, run again, and compared with an undisturbed run. Prints a table; exit code 1 where something failed.
#
#   tests/Reliability/fault-matrix.sh DETSDK_DLL [VERB...]
#
# A cell is "ok" when, after the fault,
#   - the command said what was wrong in lines of its own (no stack trace, no crash) and gave exit code 1; after a
#     signal also the shell's code for it, or 0 where it came after the last file,
#   - every file is there as in the undisturbed run or not at all; kill -9 may leave hidden files and *.tmp*, and after
#     SIGTERM or SIGINT detect has written what it had found until then,
# and when the same command run again (trainings with --resume) ends well with all files equal to the undisturbed run's.
# Files that grow by lines (log.jsonl, plans.jsonl) may end early, checkpoints may be older, and the one before the last
# may be there; times in files do not count.
#
# As root a tmpfs is mounted for the full disk and the user nobody meets the read-only folder; else the size of files is
# limited, and the folder's mode does.
set -uo pipefail

[ $# -ge 1 ] || { sed -n '2,17p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }
detsdk=$(realpath "$1"); shift
work=$(mktemp -d); chmod 755 "$work"
trap 'umount "$work"/full 2>/dev/null; rm -rf "$work"' EXIT
models=$(dirname "$detsdk")/models
root=false; [ "$(id -u)" = 0 ] && root=true
failed=0

run() { env --default-signal=INT,TERM HOME="$work/home" DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet "$detsdk" "$@"; }

# ---- inputs: rendered scenes with boxes, a run of each kind, a clip where there is ffmpeg

prepare() {
  mkdir -p "$work/home" "$work/log" && chmod 777 "$work/home" "$work/log"
  run train aeris --data scenes:24 --out "$work/run" --steps 2 --width 0.25 --batch 2 --threads 1 --crop 96 --seed 7 \
    --arm clean --start none --validation-interval 2 > "$work/log/prepare" 2>&1 || broken "preparing a detector"
  mv "$work"/run/scenes* "$work/scenes"
  run train sr --data "$work/scenes" --out "$work/sr" --steps 2 --network srcnn --scale 2 --width 0.25 --batch 2 \
    --threads 1 --crop 96 --seed 7 > "$work/log/prepare" 2>&1 || broken "preparing a front-end"
  mkdir "$work/photos"; local number=0 picture
  find "$work/scenes/images" -type f | LC_ALL=C sort | while read -r picture; do
    cp "$picture" "$work/photos/$(printf %02d $number).${picture##*.}"; number=$((number + 1))
  done
  if command -v ffmpeg > /dev/null; then
    ffmpeg -v error -framerate 10 -i "$work/photos/%02d.png" -vf scale=160:128,loop=4:24 \
      -c:v mjpeg -q:v 3 "$work/clip.avi" < /dev/null || broken "preparing a clip"
  fi
  chmod -R a+rX "$work"
}

broken() { echo "$1 failed:"; tail -n 3 "$work/log/prepare"; exit 1; }

# ---- the verbs: name, and the command that writes into the folder $1

verbs=(detect degrade-folder degrade-set degrade-clip enhance-folder enhance-clip evaluate sweep gate train-aeris
  train-sr export)

start() { # VERB OUT
  local out=$2 model=(--model "$models/scenes-clean.onnx" --device cpu) small=(--batch 2 --threads 1 --seed 7 --crop 96)
  local resume=(); [[ $1 = train-* && -e $out/run/options.json ]] && resume=(--resume)
  case $1 in
    detect) run detect "$work/photos" "${model[@]}" --json "$out/found.json" --out "$out/drawn" ;;
    degrade-folder) run degrade "$work/photos" --preset coco-d --seed 3 --out "$out/copies" ;;
    degrade-set) run degrade "$work/scenes" --split train --preset coco-d --seed 3 --out "$out/set" ;;
    degrade-clip) run degrade "$work/clip.avi" --preset cctv --seed 3 --out "$out/clip" ;;
    enhance-folder) run enhance "$work/photos" --model bicubic:3 --out "$out/enlarged" ;;
    enhance-clip) run enhance "$work/clip.avi" --model bicubic:2 --out "$out/clip" ;;
    evaluate) run evaluate --data "$work/scenes" "${model[@]}" --json "$out/scores.json" --export "$out/export" ;;
    sweep) run evaluate --data "$work/scenes" "${model[@]}" --sweep "$out/sweep" ;;
    gate) run gate --data "$work/scenes" "${model[@]}" --front-end bicubic:2 --degrade coco-d --out "$out/gate.json" ;;
    train-aeris) run train aeris --data "$work/scenes" --out "$out/run" --steps 24 --width 0.25 --arm aeris \
      --start none --validation-interval 8 "${small[@]}" "${resume[@]}" ;;
    train-sr) run train sr --data "$work/scenes" --out "$out/run" --steps 24 --network srcnn --scale 2 --width 0.25 \
      "${small[@]}" "${resume[@]}" ;;
    export) run export "$work/run" --out "$out/model.onnx" ;;
  esac
}

# ---- comparing

# Without times. Of TensorBoard's file nothing is promised. In a log a line of losses is their mean since the line
# before, which is over fewer steps after a training was broken off: of such a line the step and the learning rate count,
# of one of a validation everything. The page of a training draws these lines and the time: it must be whole.
content() {
  case $1 in
    */log.jsonl) sed -E 's/"loss":.*//' "$1" ;;
    */index.html) grep -o '</html>' "$1" ;;
    *) sed -E 's/"([a-z]*[mM]illiseconds)": *[0-9.eE+-]+//g' "$1" ;;
  esac | sha256sum
}

list() { # FOLDER
  (cd "$1" && find . -type f ! -name 'events.out.tfevents*' ! -name checkpoint.previous.safetensors ! -name filler |
    LC_ALL=C sort)
}

unfinished() { case ${1##*/} in .*|*.tmp*) true ;; *) false ;; esac; }

grows() { case $1 in *.jsonl) true ;; *) false ;; esac; }

# A detection that is stopped writes what it has found: the first elements of the array.
begins() { # FILE REFERENCE
  local lines; lines=$(($(wc -l < "$1") - 1)) # without the end of the last element and of the array
  tail -n 1 "$1" | grep -q '\]$' && [ "$(head -n $((lines > 0 ? lines : 0)) "$1" | content -)" = \
    "$(head -n $((lines > 0 ? lines : 0)) "$2" | content -)" ]
}

# Says what is there and is not as in the undisturbed run.
half() { # VERB OUT KIND
  local file reference=$work/reference/$1
  list "$2" | while read -r file; do
    unfinished "$file" && { [ "$3" = KILL ] || echo "left $file"; continue; }
    grows "$file" && continue
    [[ $1 = train-* && $file != */options.json ]] && continue # older states; the resumed run tells
    [[ $file = */found.json && $3 = @(TERM|INT) ]] && begins "$2/$file" "$reference/$file" && continue
    [ -e "$reference/$file" ] || { echo "made $file"; continue; }
    [ "$(content "$reference/$file")" = "$(content "$2/$file")" ] || echo "half $file"
  done
}

differs() { # VERB OUT KIND
  local file reference=$work/reference/$1
  list "$2" | while read -r file; do
    [ -e "$reference/$file" ] || { [ "$3" = KILL ] && unfinished "$file"; } || echo "left $file"
  done
  list "$reference" | while read -r file; do
    [ -e "$2/$file" ] || { echo "lost $file"; continue; }
    [ "$(content "$reference/$file")" = "$(content "$2/$file")" ] || echo "differs $file"
  done
}

first() { head -n 1 | cut -c 1-60; }

# Says what is wrong with how a command ended.
manner() { # CODE LOG CODES...
  local code=$1 log=$2; shift 2
  if grep -qE '^ +at |Unhandled exception|core dumped' "$log"; then echo "stack trace, exit $code"; return; fi
  [[ " $* " = *" $code "* ]] || echo "exit $code"
}

judge() { # VERB FAULT OUT LOG CODE CODES...
  local verb=$1 fault=$2 out=$3 log=$4 code=$5 said; shift 5
  said=$(manner "$code" "$log" "$@"); [ -n "$said" ] && { echo "$said"; return; }
  said=$(half "$verb" "$out" "$fault" | first); [ -n "$said" ] && { echo "$said"; return; }
}

again() { # VERB FAULT OUT LOG
  local said
  start "$1" "$3" > "$4" 2>&1 || { echo "again: exit $? $(tail -n 1 "$4" | cut -c 1-50)"; return; }
  said=$(differs "$1" "$3" "$2" | first); [ -n "$said" ] && echo "again: $said"
}

# ---- the faults; each prints what went wrong, or nothing

full() { # VERB
  local out=$work/full log=$work/log/$1-full code size said
  mkdir -p "$out"
  if $root; then
    size=$(( $(du -sk "$work/reference/$1" | cut -f 1) / 2 ))
    mount -t tmpfs -o size=$(( size < 8 ? 8 : size ))k tmpfs "$out" || { echo "no tmpfs"; return; }
    [ "$size" -ge 8 ] || head -c 1M /dev/zero > "$out/filler" 2> /dev/null
    start "$1" "$out" > "$log" 2>&1; code=$?
  else
    # The largest file fits half; .NET's own mappings must not count.
    size=$(find "$work/reference/$1" -type f -printf '%k\n' | sort -n | tail -n 1)
    (export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f $((size / 2))
      start "$1" "$out" > "$log" 2>&1); code=$?
  fi
  said=$(judge "$1" full "$out" "$log" "$code" 1)
  if [ -z "$said" ]; then
    rm -f "$out/filler"; $root && mount -o remount,size=1g "$out"
    said=$(again "$1" full "$out" "$log-again")
  fi
  $root && umount "$out"; rm -rf "$out"
  echo "$said"
}

readonly_folder() { # VERB
  local out=$work/readonly log=$work/log/$1-readonly code said
  mkdir -p "$out"; chmod 555 "$out"
  if $root; then
    export -f run start; export work detsdk models
    setpriv --reuid=65534 --regid=65534 --clear-groups bash -c "start $1 $out" > "$log" 2>&1; code=$?
  else
    start "$1" "$out" > "$log" 2>&1; code=$?
  fi
  chmod 755 "$out"
  said=$(judge "$1" read-only "$out" "$log" "$code" 1)
  [ -z "$said" ] && [ -n "$(list "$out")" ] && said="wrote $(list "$out" | first)"
  [ -z "$said" ] && said=$(again "$1" read-only "$out" "$log-again")
  rm -rf "$out"
  echo "$said"
}

signalled() { # VERB SIGNAL MILLISECONDS
  local out=$work/signal log=$work/log/$1-$2 code said pid
  mkdir -p "$out"
  (trap - INT; start "$1" "$out") > "$log" 2>&1 &
  pid=$!
  sleep "$(printf '%d.%03d' $(($3 / 1000)) $(($3 % 1000)))"
  kill "-$2" $(descendants $pid) 2> /dev/null
  wait $pid 2> /dev/null; code=$?
  said=$(judge "$1" "$2" "$out" "$log" "$code" 0 1 $((128 + $(kill -l "$2"))))
  [ -z "$said" ] && said=$(again "$1" "$2" "$out" "$log-again")
  rm -rf "$out"
  echo "$said"
}

# The command itself, which is the last of the chain of shells.
descendants() {
  local child; child=$(pgrep -P "$1" | head -n 1)
  if [ -n "$child" ] && [ "$(cat "/proc/$child/comm" 2> /dev/null)" != ffmpeg ]; then descendants "$child"
  else echo "$1"; fi
}

# ---- the table

row() { # VERB
  local began time cell cells=() reference=$work/reference/$1
  mkdir -p "$reference"
  began=$(date +%s%3N)
  if ! start "$1" "$reference" > "$work/log/$1" 2>&1; then
    echo "| $1 | the undisturbed run failed: $(tail -n 1 "$work/log/$1" | cut -c 1-60) |"; return 1
  fi
  time=$(($(date +%s%3N) - began))
  for cell in "$(full "$1")" "$(readonly_folder "$1")" "$(signalled "$1" TERM $((time * 6 / 10)))" \
    "$(signalled "$1" INT $((time * 7 / 10)))" "$(signalled "$1" KILL $((time * 8 / 10)))"; do
    cells+=("${cell:-ok}")
  done
  printf '| %s |' "$1" "${cells[@]}"; echo
  for cell in "${cells[@]}"; do [ "$cell" = ok ] || return 1; done
}

prepare
[ $# -gt 0 ] && verbs=("$@")
echo "| verb | disk full | read-only | SIGTERM | SIGINT | kill -9 |"
echo "|---|---|---|---|---|---|"
for verb in "${verbs[@]}"; do
  [[ $verb = *-clip && ! -e $work/clip.avi ]] && { echo "| $verb | no ffmpeg to make a clip with |"; continue; }
  row "$verb" | sed -E 's/^\| ([^|]*) \|\| /| \1 | /; s/ \|\| / | /g' || failed=1
done
echo
[ $failed = 0 ] && echo "all ok" || echo "FAILED"
exit $failed
