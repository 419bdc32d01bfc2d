#!/bin/sh
# Feeds decoders, reservations and disk with drawn inputs: ten million, or what the options say.
#
#   Scripts/fuzz.sh [--inputs N] [--seed N] [--entry NAME]
#   Scripts/fuzz.sh FILE...    replays inputs
#
# After a failure the input is in a file that is named at the start: give it a name that says what it was, and add it to
# Tests/WireFuzzTests/Corpus.
set -eu
cd "$(dirname "$0")/.."

swift build -c release --product wire-fuzz
exec .build/release/wire-fuzz "$@"
