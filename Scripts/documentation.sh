#!/usr/bin/env bash
# Makes the documentation of each library from its catalogue, with the toolchain's docc: Results/docs/NAME.
set -euo pipefail
cd "$(dirname "$0")/.."

swift package dump-symbol-graph --minimum-access-level public > /dev/null
graphs=$(swift build --show-bin-path)/../symbolgraph
mkdir -p Results/docs
for catalogue in Sources/*/*/*.docc; do
  name=$(basename "$catalogue" .docc)
  own=$(mktemp -d)
  cp "$graphs/$name.symbols.json" "$own"
  docc convert "$catalogue" --additional-symbol-graph-dir "$own" --fallback-display-name "$name" \
    --output-path "Results/docs/$name"
  rm -r "$own"
done
