#!/bin/sh
# Makes sure that everything the build needs is installed, and says what it installs. Asks for nothing.
set -eu

swift_version=6.3
# What is looked for, and the Debian package that brings it. With the argument `judges` also the programs that
# judge `weir serve` and `weir schema`.
needed="gsl:libgsl-dev sqlite3:libsqlite3-dev libmd:libmd-dev libiscsi:libiscsi-dev"

if ! command -v swift >/dev/null 2>&1; then
  echo "weir needs Swift $swift_version or newer: see https://www.swift.org/install/linux/" >&2
  exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' "$swift_version" "${found:-0}" | sort -V | head -n 1)" != "$swift_version" ]; then
  echo "weir needs Swift $swift_version or newer, and this is ${found:-unknown}: see https://www.swift.org/install/linux/" >&2
  exit 1
fi

missing=""
command -v pkg-config >/dev/null 2>&1 || missing="pkg-config"
for pair in $needed; do
  pkg-config --exists "${pair%%:*}" 2>/dev/null || missing="$missing ${pair#*:}"
done
if [ "${1:-}" = judges ]; then
  for pair in iscsi-test-cu:libiscsi-bin tgtd:tgt tshark:tshark; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
  done
  # Judges of the schemas of model files.
  for pair in jsonschema:python3-jsonschema yaml:python3-yaml; do
    python3 -c "import ${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
  done
fi
missing=${missing# }
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "These packages are missing and there is no apt-get; please install what your system calls them: $missing" >&2
  exit 1
elif [ "$(id -u)" -eq 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "These packages are missing, and only root may install them: apt-get install $missing" >&2
  exit 1
fi
echo "Installing $missing"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
