#!/usr/bin/env bash
# swift-within.sh FOLDER COMMAND...: runs COMMAND with what swift-fetch.sh unpacked laid over /usr, in a
# mount namespace of its own. Outside nothing changes, and nothing stays mounted.
set -euo pipefail
folder=$1
shift
user=()
[ "$(id -u)" = 0 ] || user=(--map-root-user)
exec unshare "${user[@]}" --mount bash -c \
  'mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr && exec "$@"' "$folder" "$@"
