"""Writes test/admission/google-zones.json: what Google's own method answers, for the test that ours contain it.

One number of each area code and of each prefix of the map, and Google's example number of each kind in each country.
"""

import json
import pathlib

import phonenumbers
from phonenumbers import PhoneNumberType, timezone
from phonenumbers.tzdata import TIMEZONE_DATA

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

by_zones: dict[str, list[str]] = {}
for number in sorted(numbers):
    parsed = phonenumbers.parse(number)
    if phonenumbers.is_valid_number(parsed):
        by_zones.setdefault(" ".join(timezone.time_zones_for_number(parsed)), []).append(number)
lines = ",\n".join(f"  {json.dumps(zones)}: {json.dumps(' '.join(found))}" for zones, found in sorted(by_zones.items()))
target.write_text(f"{{\n{lines}\n}}\n")
print(sum(map(len, by_zones.values())), "numbers")
