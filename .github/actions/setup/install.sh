#!/usr/bin/env bash
# Installs a release of Statuary into the folder FOLDER: the program in ARCHIVE, which is at
# the address RELEASE. The archive is kept in ~/.cache/statuary-release. Its SHA-256 must be
# CHECKSUM or, if that is empty, the one in checksums.txt of the release.
set -euo pipefail

cache=$HOME/.cache/statuary-release
file=$cache/$ARCHIVE
mkdir -p "$cache" "$FOLDER"

download() { curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"; }

if [ -z "$CHECKSUM" ]; then
  download "$RELEASE/checksums.txt" "$cache/checksums.txt"
  CHECKSUM=$(awk -v name="$ARCHIVE" '$2 == name { print $1 }' "$cache/checksums.txt")
  rm "$cache/checksums.txt"
fi
if [ ! -f "$file" ]; then
  download "$RELEASE/$ARCHIVE" "$file"
fi
if command -v sha256sum >/dev/null; then
  actual=$(sha256sum <"$file")
else
  actual=$(shasum -a 256 <"$file")
fi
if [ "${actual%% *}" != "$CHECKSUM" ]; then
  rm "$file"
  echo "::error::the checksum of $ARCHIVE is ${actual%% *}, want $CHECKSUM"
  exit 1
fi
tar -xzf "$file" -C "$FOLDER" statuary
