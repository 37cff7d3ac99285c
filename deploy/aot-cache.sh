#!/usr/bin/env bash
# Makes the archive that shortens the start: runs the unpacked program once under profile twin, places calls, stops it.
#
#   java -Djarmode=tools -jar target/referee.jar extract --destination app
#   deploy/aot-cache.sh app [java options]
#
# The last line tells the option to start with. The archive holds for this very program, where it lies, and this very Java;
# anything else starts as if it were not there. Give the Java options with which you will start, such as the collector.
# JDK 25 writes an AOT cache (referee.aot), JDK 17 to 24 an archive of classes (referee.jsa), which does less.
set -euo pipefail

if [ $# -lt 1 ] || [ ! -f "$1/referee.jar" ] || [ ! -d "$1/lib" ]; then
  echo "usage: $0 FOLDER [java options], where FOLDER is the unpacked referee.jar with its lib/" >&2
  exit 2
fi
app=$(cd "$1" && pwd)
shift
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
if [ "$version" -ge 25 ]; then
  archive=$app/referee.aot write=-XX:AOTCacheOutput use=-XX:AOTCache
else
  archive=$app/referee.jsa write=-XX:ArchiveClassesAtExit use=-XX:SharedArchiveFile
fi

# A folder of its own, so that neither data nor settings of this machine are touched.
scratch=$(mktemp -d)
pid=
finish() {
  if [ -n "$pid" ]; then kill -9 "$pid" 2>/dev/null || true; fi
  rm -rf "$scratch"
}
trap finish EXIT

fail() {
  echo "$0: $1" >&2
  tail -n 20 "$scratch/log" >&2
  exit 1
}

# A port on which nobody answers now.
free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# METHOD PATH [BODY]; prints the answer, without a client that may not be installed.
ask() {
  local body=${3:-}
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '%s %s HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' "$1" "$2" "${#body}" "$body" >&3
  cat <&3
  exec 3>&-
}

# SECONDS COMMAND…; runs the command until it succeeds.
await() {
  local until=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || fail "the program stopped"
    [ "$SECONDS" -lt "$until" ] || fail "waited in vain: $*"
    sleep 0.2
  done
}

is_ready() { ask GET /actuator/health/readiness | grep -q '"UP"'; }
is_over() { [ "$(ask GET /twin/calls | grep -o '"over":true' | wc -l)" -eq "${#calls[@]}" ]; }

port=$(free_port)
twin=$(free_port)
calls=('{}' '{"refer":"SILENT"}' '{"refer":"ERROR","humans":{"*":"BUSY"}}')

# Settings of the environment would win over those of the twin: the training must reach no database and no vendor.
cd "$scratch"
env -i PATH="$PATH" LANG="${LANG:-C.UTF-8}" "$java" "$write=$archive" "$@" -jar "$app/referee.jar" \
  --spring.profiles.active=twin --server.port="$port" --referee.twin.port="$twin" >"$scratch/log" 2>&1 &
pid=$!

await 120 is_ready
for call in "${calls[@]}"; do ask POST /twin/calls "$call" >/dev/null; done
await 120 is_over
rm -f "$archive" # that of an older program would pass for the new one
kill "$pid"
wait "$pid" || fail "the program ended with $?"
pid=
[ -s "$archive" ] || fail "no archive was written"

[ "$version" -ge 25 ] || echo "Java $version has no AOT cache yet, this is its class archive; JDK 25 starts faster"
echo "start with: java $use=$archive${*:+ $*} -jar $app/referee.jar"
