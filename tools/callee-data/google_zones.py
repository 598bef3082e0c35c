"""Writes test/admission/google-zones.json: what Google's own method answers, for the test that ours contain it.

One number of each area code and of each prefix of the map, and Google's example number of each kind in each country. Of a mobile phone
whose area code one country alone has (Jamaica's 876) it is the answer of Google's map: the method takes it for any number under +1.
"""

import json
import pathlib

import phonenumbers
from phonenumbers import PhoneNumberType, timezone
from phonenumbers.tzdata import TIMEZONE_DATA

from number_zones import area_codes_of_one_country

target = pathlib.Path(__file__).resolve().parents[2] / "test" / "admission" / "google-zones.json"

numbers = {f"+1{area}{exchange}0100" for area in range(200, 1000) for exchange in ("201", "555", "653")}
for region in phonenumbers.SUPPORTED_REGIONS:
    for kind in PhoneNumberType.values():
        example = phonenumbers.example_number_for_type(region, kind)
        if example is not None:
            numbers.add(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))
for prefix in TIMEZONE_DATA:
    for filler in ("2345678901", "5550123456"):
        for length in range(8, 13):
            text = "+" + (prefix + filler)[:length]
            if len(text) > len(prefix) + 1 and phonenumbers.is_valid_number(phonenumbers.parse(text)):
                numbers.add(text)

own_areas = area_codes_of_one_country()


def google_zones(number: phonenumbers.PhoneNumber) -> tuple[str, ...]:
    is_own = number.country_code == 1 and str(number.national_number)[:3] in own_areas
    return (timezone.time_zones_for_geographical_number if is_own else timezone.time_zones_for_number)(number)


by_zones: dict[str, list[str]] = {}
for number in sorted(numbers):
    parsed = phonenumbers.parse(number)
    if phonenumbers.is_valid_number(parsed):
        by_zones.setdefault(" ".join(google_zones(parsed)), []).append(number)
lines = ",\n".join(f"  {json.dumps(zones)}: {json.dumps(' '.join(found))}" for zones, found in sorted(by_zones.items()))
target.write_text(f"{{\n{lines}\n}}\n")
print(sum(map(len, by_zones.values())), "numbers")
