#!/usr/bin/env bash
# Tries a fleet on this machine: 24 cameras on three silos; one silo is killed, one drained and started again, PostgreSQL
# and Redis are restarted. Says how long each camera was not watched, and whether an event was lost or doubled.
#   examples/CameraFleet/fleet-trial.sh OUT CLIP...     needs postgresql and redis-server (apt-get install)
set -euo pipefail
cd "$(dirname "$0")"
out=$(mkdir -p "$1" && cd "$1" && pwd)
clips=("${@:2}")
cameras=${CAMERAS:-24} rate=${RATE:-2} frames=${FRAMES:-300}
fleet="bin/Release/net10.0/DetectionSdk.CameraFleet"
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
say() { echo "$(date +%T) $*"; }

[ -x "$fleet" ] || dotnet build -c Release -v q -nologo
declare -A silos
finish() { kill "${silos[@]}" 2> /dev/null || true; stop_stores || true; }
trap finish EXIT

start_stores() {
  as "$bin/pg_ctl" -D "$out/postgres" -o "-p 54321 -k /tmp" -l "$out/postgres.log" -w start > /dev/null
  redis-server --port 63791 --dir "$out/redis" --appendonly yes --daemonize yes --pidfile "$out/redis/pid" > /dev/null
}
stop_stores() {
  as "$bin/pg_ctl" -D "$out/postgres" -m fast -w stop > /dev/null
  redis-cli -p 63791 shutdown 2> /dev/null || true
}
sql() { psql -h /tmp -p 54321 -U fleet -At -F ' | ' -d "$1" -c "$2"; }
mkdir -p "$out/redis" "$out/postgres"
if [ ! -e "$out/postgres/PG_VERSION" ]; then
  [ "$(id -u)" != 0 ] || chown postgres "$out/postgres"
  touch "$out/postgres.log" && chmod a+rw "$out/postgres.log" && chmod a+x "$out"
  as "$bin/initdb" -D "$out/postgres" -U fleet --auth trust > /dev/null
fi
start_stores
for name in fleet reference; do
  sql postgres "drop database if exists $name" > /dev/null
  sql postgres "create database $name" > /dev/null
done
redis-cli -p 63791 flushall > /dev/null

list=()
for ((i = 0; i < cameras; i++)); do
  list+=("--Fleet:Cameras:$i:Name=camera-$(printf %02d $((i + 1)))" "--Fleet:Cameras:$i:RecordedRate=$rate")
  list+=("--Fleet:Cameras:$i:Address=${clips[i % ${#clips[@]}]}")
done
silo() { # number
  "$fleet" --urls "http://127.0.0.1:$((5000 + $1))" --Fleet:Name="silo-$1" --Fleet:SiloPort=$((11111 + $1)) \
    --Fleet:GatewayPort=$((30000 + $1)) --Fleet:Redis=127.0.0.1:63791 \
    --Fleet:Database="Host=127.0.0.1;Port=54321;Username=fleet;Database=fleet" "${list[@]}" >> "$out/silo-$1.log" 2>&1 &
  silos[$1]=$!
}
watched() { sql fleet "select count(*) from cameras where now() - seen < interval '5 s'"; }
await_all() { for ((s = 0; s < 120; s++)); do [ "$(watched)" = "$cameras" ] && return; sleep 1; done; return 1; }
gaps() { # what
  await_all
  say "$1: $(sql fleet "select max(longest_gap), count(*) filter (where longest_gap > '15 s') from cameras") over 15 s"
  sql fleet "update cameras set longest_gap = '0'" > /dev/null
}

for i in 1 2 3; do silo $i; done
sleep 15; await_all; gaps "three silos are up, longest gap"
sleep 10; gaps "nothing happens"
kill -9 "${silos[1]}"; sleep 20; gaps "one is killed"
kill "${silos[2]}"; wait "${silos[2]}" || true; sleep 15; gaps "one is drained"
silo 1; silo 2; sleep 20; gaps "both are back"
stop_stores; sleep 3; start_stores; sleep 15; gaps "PostgreSQL and Redis were restarted"
until [ "$(sql fleet "select min(frame) from cameras")" -ge "$frames" ]; do sleep 1; done
kill "${silos[@]}" 2> /dev/null || true; wait || true

say "the same frames again, where nothing goes wrong"
run_reference() {
  "$fleet" --urls http://127.0.0.1:5009 --Fleet:Name=reference "${list[@]}" \
    --Fleet:Database="Host=127.0.0.1;Port=54321;Username=fleet;Database=reference" >> "$out/reference.log" 2>&1 &
  silos[9]=$!
}
run_reference; sleep 5; kill "${silos[9]}"; wait "${silos[9]}" || true
sql reference "delete from events; update cameras set started = now() - interval '1 day', frame = 0" > /dev/null
run_reference
until [ "$(sql reference "select min(frame) from cameras")" -ge "$frames" ]; do sleep 1; done
kill "${silos[9]}"; wait "${silos[9]}" || true
for name in fleet reference; do
  sql $name "select camera, frame, track, label from events where frame < $frames order by 1, 2, 3" > "$out/$name.events"
done
say "events: $(wc -l < "$out/reference.events") expected, $(comm -13 "$out/fleet.events" "$out/reference.events" | wc -l)" \
  "lost, $(comm -23 "$out/fleet.events" "$out/reference.events" | wc -l) too many"
