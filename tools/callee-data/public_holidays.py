"""Prints, as JSON, the public holidays of every country and region that PyPI's holidays knows, observed days included.

`{"country": {"": {"2026-12-25": 0, …}, "region": …}}`: the minute from which a date is closed; here always the first.
"""

import json
import sys

import holidays

first, last = int(sys.argv[1]), int(sys.argv[2])
# A substitute of New Year's Day may lie in the year before.
years = range(first, last + 2)


def dates_of(country: str, region: str | None) -> dict[str, int]:
    days = holidays.country_holidays(country, subdiv=region, years=years, observed=True, categories=holidays.PUBLIC)
    return {day.isoformat(): 0 for day in sorted(days) if first <= day.year <= last}


found = {}
for country, regions in holidays.list_supported_countries(include_aliases=False).items():
    if len(country) == 2:
        codes = [code for code in regions if len(code) <= 3 and code == code.upper() and code.isalnum()]
        found[country] = {code or "": dates_of(country, code) for code in [None, *codes]}
json.dump(found, sys.stdout)
