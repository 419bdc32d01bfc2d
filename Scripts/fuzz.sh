#!/bin/sh
# Feeds decoders, reservations and disk with drawn inputs: ten million, or what the options say.
#
#   Scripts/fuzz.sh [--inputs N] [--seed N] [--entry NAME]
#   Scripts/fuzz.sh FILE...               replays inputs
#   Scripts/fuzz.sh coverage [OPTION...]  libFuzzer draws the inputs, guided by the code that they reach, until it is interrupted;
#                                         its options: -max_total_time=600 for ten minutes
#
# After a failure the input is in a file that is named at the start (crash-* of libFuzzer: `od -An -v -tx1` makes text of it):
# give it a name that says what it was, and add it to Tests/WireFuzzTests/Corpus.
set -eu
cd "$(dirname "$0")/.."

if [ "${1:-}" != coverage ]; then
  swift build -c release --product wire-fuzz
  exec .build/release/wire-fuzz "$@"
fi
shift

# Not by the package manager, which insists on a `main` of its own.
out=.build/coverage
mkdir -p $out/inputs
compile() {
  module=$1
  shift
  echo "compiling $module" >&2
  find Sources/*/"$(echo "$module" | tr _ -)/" -name '*.swift' -print0 | sort -z | xargs -0 swiftc -O -wmo -parse-as-library \
    -sanitize=fuzzer -DCOVERAGE_GUIDED -module-name "$module" -I $out -I Sources/System/CFileHoles "$@"
}
objects=""
for module in EventEngine SCSIWire ISCSIWire Reservations ConsistencyOracle ReservationReference BlockDevice; do
  compile $module -emit-module -emit-module-path $out/$module.swiftmodule -c -o $out/$module.o
  objects="$objects $out/$module.o"
done
# shellcheck disable=SC2086
compile wire_fuzz $objects -o $out/wire-fuzz
exec $out/wire-fuzz -max_len=4096 -timeout=10 -artifact_prefix=$out/ "$@" $out/inputs
