#!/bin/sh
# A failover of real iSCSI sessions on `weir serve`, without a barrier and with PREEMPT AND ABORT; the oracle judges both. Takes
# half a minute; fails if the oracle reports no leak of the first or one of the second.
set -eu
cd "$(dirname "$0")/.."

builds=${WEIR_BUILDS:-.build/release}
for program in weir weir-initiator; do
  [ -x "$builds/$program" ] || { echo "live-failover: $builds/$program is missing: make live" >&2; exit 1; }
done
scratch=$(mktemp -d)
server=""

finish() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
  echo "live-failover: $*" >&2
  exit 1
}

# Starts the array and sets `portal0`, `portal1` and `target`.
start() {
  : >"$scratch/report"
  "$builds/weir" serve Models/live-failover.yaml --listen 127.0.0.1:0 --fail-on-leak \
    >"$scratch/report" 2>"$scratch/log" &
  server=$!
  for _ in $(seq 100); do
    [ "$(grep -c '127\.0\.0\.1:' "$scratch/report")" -lt 2 ] || break
    kill -0 "$server" 2>/dev/null || fail "weir serve ended: $(cat "$scratch/log")"
    sleep 0.1
  done
  portal0=$(grep -oE '127\.0\.0\.1:[0-9]+' "$scratch/report" | sed -n 1p)
  portal1=$(grep -oE '127\.0\.0\.1:[0-9]+' "$scratch/report" | sed -n 2p)
  target=$(grep -oE 'iqn\.[^ ,]+' "$scratch/report" | head -n 1)
  [ -n "$portal1" ] || fail "weir serve names no second port: $(cat "$scratch/report")"
}

# Ends the array and shows what the oracle has to say; `leak` is 1 if it says that stale data came through.
stop() {
  leak=0
  kill -TERM "$server"
  wait "$server" || leak=$?
  server=""
  echo
  cat "$scratch/report"
  echo
  [ "$leak" -le 1 ] || fail "weir serve ended with status $leak: $(cat "$scratch/log")"
}

echo "== Without a barrier: B takes over as soon as A is gone"
start
"$builds/weir-initiator" <<END
A login $portal0 $target
B login $portal1 $target
C login $portal0 $target
A ready
B ready
C ready
A write-until-stuck 0 AA
A die
B write 0 BB
B read 0
C write 1 CC    # through A's port: answered when it moves again
B read 0
END
stop
[ "$leak" -eq 1 ] || fail "the oracle reports no leak without a barrier"

echo "== With PREEMPT AND ABORT: B writes when the array has said that A's writes are gone"
start
"$builds/weir-initiator" <<END
A login $portal0 $target
B login $portal1 $target
C login $portal0 $target
A ready
B ready
C ready
A register A
B register B
C register C
A reserve A 5
A write-until-stuck 0 AA
A die
B preempt-and-abort B A 5
B write 0 BB
B read 0
C relogin $portal0 $target    # the array has evicted A's port: nobody may log in until it moves again
C ready
C write 1 CC
B read 0
END
stop
[ "$leak" -eq 0 ] || fail "the oracle reports a leak in spite of PREEMPT AND ABORT"
