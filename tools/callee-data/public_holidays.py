"""Prints, as JSON, the public holidays of every country and region that PyPI's holidays knows, observed days included.

`{"country": {"": {"2026-12-25": 0, …}, "region": …}}`: the minute from which a date is closed; here always the first. Of a year that the
package does not know of a place, every day is closed: Sri Lanka's after 2026, and those after 2035 where a Hindu holiday is kept.
"""

import datetime
import json
import statistics
import sys
import warnings

import holidays
from holidays.calendars.hindu import _HinduLunisolar

first, last = int(sys.argv[1]), int(sys.argv[2])
# A substitute of New Year's Day may lie in the year before.
years = range(first, last + 2)

# India's says so; the others say nothing, so the calendar is asked.
warnings.filterwarnings("ignore", "Requested Holidays are available only", UserWarning)

# The dates of Hindu holidays are listed year by year, nearly all of them until the same one.
HINDU_DATES = {name: dates for name, dates in vars(_HinduLunisolar).items() if name.endswith("_DATES")}
LAST_HINDU_YEAR = statistics.mode(max(dates) for dates in HINDU_DATES.values())
# Years past it that a place asks for in vain.
unknown_years: set[int] = set()


def remembering(method):
    def ask(self, holiday: str, year: int):
        if year > max(LAST_HINDU_YEAR, *HINDU_DATES.get(f"{holiday}_DATES", [0])):
            unknown_years.add(year)
        return method(self, holiday, year)

    return ask


_HinduLunisolar._get_holiday = remembering(_HinduLunisolar._get_holiday)
_HinduLunisolar._get_holiday_set = remembering(_HinduLunisolar._get_holiday_set)


def dates_of(country: str, region: str | None) -> dict[str, int]:
    unknown_years.clear()
    days = holidays.country_holidays(country, subdiv=region, years=years, observed=True, categories=holidays.PUBLIC)
    unknown = unknown_years | set(range(days.end_year + 1, last + 1))
    closed = set(days).union(*map(days_of, unknown))
    return {day.isoformat(): 0 for day in sorted(closed) if first <= day.year <= last}


def days_of(year: int) -> list[datetime.date]:
    first_day = datetime.date(year, 1, 1)
    return [first_day + datetime.timedelta(days=n) for n in range((datetime.date(year + 1, 1, 1) - first_day).days)]


found = {}
for country, regions in holidays.list_supported_countries(include_aliases=False).items():
    if len(country) == 2:
        codes = [code for code in regions if len(code) <= 3 and code == code.upper() and code.isalnum()]
        found[country] = {code or "": dates_of(country, code) for code in [None, *codes]}
json.dump(found, sys.stdout)
