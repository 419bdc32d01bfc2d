#!/bin/sh
# Lets programs that nobody here wrote judge the target: libiscsi's test suite against `weir serve` and, for comparison, against
# tgt. Fails on every result that Docs/conformance.md does not list; prints both tables as they would have to be there.
#
#   Scripts/conformance.sh             everything
#   Scripts/conformance.sh --pr-only   persistent and legacy reservations, against weir alone
set -eu
cd "$(dirname "$0")/.."

document=Docs/conformance.md
model=Models/live.yaml
weir=${WEIR:-.build/release/weir}
scope=${1:-all}
scratch=$(mktemp -d)
children=""

finish() {
  # tgtd lets no SIGTERM end it while it has a target.
  for child in $children; do kill -KILL "$child" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
  echo "conformance: $*" >&2
  exit 1
}

# Waits until a file has a line that matches: 10 s at most, and no longer than the process lives.
await_line() { # FILE PATTERN PID
  for _ in $(seq 100); do
    if grep -qE "$2" "$1"; then return; fi
    kill -0 "$3" 2>/dev/null || fail "ended at once: $(cat "$1")"
    sleep 0.1
  done
  fail "does not start: $(cat "$1")"
}

start_weir() {
  : >"$scratch/weir.log"
  "$weir" serve "$model" --listen 127.0.0.1:0 >"$scratch/weir.log" 2>&1 &
  weir_pid=$!
  children="$children $weir_pid"
  await_line "$scratch/weir.log" '127\.0\.0\.1:[0-9]+' "$weir_pid"
  iqn=$(grep -oE 'iqn\.[^ ,]+' "$scratch/weir.log" | head -n 1)
  urls=$(grep -oE '127\.0\.0\.1:[0-9]+' "$scratch/weir.log" | head -n 2 | sed "s|.*|iscsi://&/$iqn/0|")
}

# A disk of 100 MB at unit 1: unit 0 of tgt is always a controller. It has one portal, so the suite's multipath tests are skipped.
start_tgt() {
  truncate -s 100M "$scratch/disk"
  iqn=iqn.2026-11.org.example:tgt
  for port in $(seq 32260 32300); do
    tgtd -f -C "$port" --iscsi "portal=127.0.0.1:$port" >"$scratch/tgt.log" 2>&1 &
    tgt_pid=$!
    children="$children $tgt_pid"
    for _ in $(seq 50); do
      kill -0 "$tgt_pid" 2>/dev/null || break
      if tgtadm -C "$port" --lld iscsi --op new --mode target --tid 1 -T "$iqn" 2>/dev/null; then
        tgtadm -C "$port" --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b "$scratch/disk"
        tgtadm -C "$port" --lld iscsi --op bind --mode target --tid 1 -I ALL
        urls="iscsi://127.0.0.1:$port/$iqn/1"
        return
      fi
      sleep 0.1
    done
  done
  fail "tgtd does not start: $(cat "$scratch/tgt.log")"
}

# The counts of a line of the suite's last table: tests or asserts; total, run, passed, failed.
count() { # FILE ROW COLUMN
  awk -v row="$2" -v column="$3" '$1 == row { print $(column + 1); found = 1 } END { if (!found) print 0 }' "$1"
}

# The suite's whole family in one process, as the project promises it: all passed, nothing skipped, so many asserts at least.
promise() { # PATTERN TESTS ASSERTS
  timeout 120 iscsi-test-cu -d -V -t "$1" $urls >"$scratch/promise" 2>&1 </dev/null || true
  passed=$(count "$scratch/promise" tests 3)
  skipped=$(grep -c '\[SKIPPED\]' "$scratch/promise" || true)
  asserts=$(count "$scratch/promise" asserts 3)
  echo "$1: $passed of $2 passed, $skipped skipped, $asserts asserts"
  if [ "$passed" -ne "$2" ] || [ "$skipped" -ne 0 ] || [ "$asserts" -lt "$3" ]; then
    cat "$scratch/promise" >&2
    fail "$1: expected $2 passed, 0 skipped and $3 asserts or more"
  fi
}

# Every test in a process of its own, so that a skip or a failure has a name: TEST RESULT ASSERTS. How much a test of
# asynchronous commands asserts depends on timing; it counts as none.
judge() {
  iscsi-test-cu -l | grep -E '^ALL\.[^.]+\.' | while read -r test; do
    log=$scratch/log
    timeout 60 iscsi-test-cu -d -V -t "$test" $urls >"$log" 2>&1 </dev/null || true
    if [ "$(count "$log" tests 3)" -ne 1 ]; then
      result=failed
    elif grep -q '\[SKIPPED\]' "$log"; then
      result=skipped
    else
      result=passed
    fi
    case $test in *Async) asserts=0 ;; *) asserts=$(count "$log" asserts 3) ;; esac
    echo "${test#ALL.} $result $asserts"
  done
}

# The two tables of a target: per family, and each test that did not pass.
families() {
  echo "| family | passed | failed | skipped | asserts |"
  echo "|---|--:|--:|--:|--:|"
  awk '{ split($1, name, "."); family = name[1]
      if (!(family in seen)) { seen[family] = 1; order[++families] = family }
      number[family, $2]++; asserts[family] += $3; total[$2]++; sum += $3 }
    END { for (i = 1; i <= families; i++) { family = order[i]
        printf "| %s | %d | %d | %d | %d |\n", family, number[family, "passed"], number[family, "failed"],
          number[family, "skipped"], asserts[family] }
      printf "| all | %d | %d | %d | %d |\n", total["passed"], total["failed"], total["skipped"], sum }' "$1"
}
# The part of the document between <!-- NAME --> and the next empty line.
table() { awk -v mark="<!-- $1 -->" '$0 == mark { on = 1; next } on && $0 == "" { exit } on' "$document"; }

# RESULTS: which results need a row of their own with a reason: | test | result | reason |.
compare() { # NAME FILE RESULTS
  families "$2" >"$scratch/measured"
  table "$1 families" >"$scratch/documented"
  cat "$scratch/measured"
  diff "$scratch/documented" "$scratch/measured" >&2 || failed="$failed; $1: families differ from $document"
  # No row is about a test that passes.
  grep -E " ($3) " "$2" | awk '{ printf "| %s | %s |\n", $1, $2 }' | sort >"$scratch/measured"
  table "$1 exceptions" | sed -nE 's/^(\| [^|]+ \| [^|]+ \|) [^|]+ \|$/\1/p' | tail -n +2 | sort >"$scratch/documented"
  diff "$scratch/documented" "$scratch/measured" >&2 || failed="$failed; $1: exceptions differ from $document"
}

[ -x "$weir" ] || fail "$weir is missing: make build"
command -v iscsi-test-cu >/dev/null || fail "iscsi-test-cu is missing: apt-get install libiscsi-bin"
failed=""

start_weir
promise 'ALL.Pr[io]*' 20 256
promise 'ALL.Reserve6*' 7 35
[ "$scope" = --pr-only ] && exit

judge >"$scratch/weir"
compare weir "$scratch/weir" "failed|skipped"

command -v tgtd >/dev/null || fail "tgtd is missing: apt-get install tgt"
start_tgt
judge >"$scratch/tgt"
compare tgt "$scratch/tgt" failed

[ -z "$failed" ] || fail "${failed#; }"
