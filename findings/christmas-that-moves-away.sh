#!/usr/bin/env bash
# Holiday data: two well-kept libraries disagree whether Christmas Day 2027 is a holiday in South Australia, and on more days than that.
#
# Versions: date-holidays 3.37.0 (npm), holidays 0.109 (PyPI).
# Seen: 25 December 2027 is a Saturday. date-holidays moves the public holiday to the Monday and leaves the 25th a working day;
#   holidays (and the state's law) keep both. 10 November 2028, Veterans Day observed, is a bank holiday to date-holidays and a
#   public one to holidays. Diwali 2026 in India is missing in date-holidays' public holidays.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer, npm, Python 3 with venv.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent date-holidays@3.37.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check holidays==0.109

cat >days.js <<'JS'
const Holidays = require('date-holidays');
for (const [country, region, date] of [['AU', 'SA', '2027-12-25'], ['US', undefined, '2028-11-10'], ['IN', undefined, '2026-11-08']]) {
  const year = Number(date.slice(0, 4));
  const isPublic = new Holidays(country, region).getHolidays(year).some((day) => day.date.startsWith(date) && day.type === 'public');
  console.log(`date-holidays ${country} ${region ?? '-'} ${date}: ${isPublic ? 'holiday' : 'no holiday'}`);
}
JS
cat >days.py <<'PY'
import holidays
for country, region, date in [("AU", "SA", "2027-12-25"), ("US", None, "2028-11-10"), ("IN", None, "2026-11-08")]:
    found = date in holidays.country_holidays(country, subdiv=region, years=int(date[:4]))
    print(f"holidays {country} {region or '-'} {date}: {'holiday' if found else 'no holiday'}")
PY
{ node days.js; venv/bin/python days.py; } | tee seen
diff seen - <<'SEEN'
date-holidays AU SA 2027-12-25: no holiday
date-holidays US - 2028-11-10: no holiday
date-holidays IN - 2026-11-08: no holiday
holidays AU SA 2027-12-25: holiday
holidays US - 2028-11-10: holiday
holidays IN - 2026-11-08: holiday
SEEN
