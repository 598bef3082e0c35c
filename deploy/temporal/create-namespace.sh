#!/bin/sh
# Creates the namespace unless it exists, and ends when it can be used. Connection: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE.
# 7 days: a workflow ID must not be free for another call while the client token of its first call lives.
# One that exists keeps its own: `docker compose run --rm setup setup --retention 30d` sets it, and `up` runs this script again.
set -eu
retention=7d

# until_works COMMAND…: once a second, for a minute; then shows why not.
until_works() {
  for second in $(seq 60); do
    "$@" >/dev/null 2>&1 && return
    sleep 1
  done
  "$@"
}

until_works temporal operator cluster health
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
fi
# A new namespace reaches the server's own caches after some seconds; whoever is started after this script must not meet "not found".
until_works temporal workflow list --namespace "$TEMPORAL_NAMESPACE" --limit 1
echo "Namespace $TEMPORAL_NAMESPACE is there."
