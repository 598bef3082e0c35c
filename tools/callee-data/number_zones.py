"""Writes src/admission/data/number-zones.ts: the time zones of every geographic area code, and of every country code.

Google's map (PyPI's phonenumbers) gives the zones of the longest prefix. Here an area code has all zones that occur under it; what is not
surely geographic (mobile phones, toll-free numbers, unknown plans) has those of its whole country code, as in Google's own method. But a
number under an area code that one country alone has, such as Jamaica's 876, is in that country, whatever its kind.
"""

import datetime
import importlib.resources
import random
import sys
import zoneinfo

import phonenumbers
import regex
from phonenumbers import PhoneMetadata
from phonenumbers.phonenumberutil import COUNTRY_CODE_TO_REGION_CODE, _GEO_MOBILE_COUNTRIES
from phonenumbers.tzdata import TIMEZONE_DATA

from number_corrections import AREA_CODE_DIGITS, AREA_CODES, LEFT_OUT, OVERLAYS, WHERE
from typescript import write_module
from zone_rules import legacy_names

FILES = importlib.resources.files("tzdata")
LEGACY = legacy_names(FILES)
zoneinfo.reset_tzpath([])

NOT_GEOGRAPHIC = ["toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan", "voicemail"]


def main() -> None:
    by_country = keys_by_country()
    listed = zones_of_countries()
    entries: dict[str, set[str]] = {}
    for code in sorted(by_country):
        google = {prefix: canonical(zones) for prefix, zones in by_country[code].items()}
        all_of_google = set().union(*google.values())
        clocks = {clock_of(zone) for zone in all_of_google}
        missing = {
            zone for region in regions_of(code) for zone in listed.get(region, []) if clock_of(zone) not in clocks
        } - LEFT_OUT.get(code, set())
        whole = all_of_google | missing
        if code == 1:
            whole = whole.union(*AREA_CODES.values())
        entries[str(code)] = whole
        if len({clock_of(zone) for zone in whole}) > 1 and code in AREA_CODE_DIGITS:
            areas = area_codes(code, google, missing)
            entries.update({f"{code}{area}": zones for area, zones in areas.items() if zones != whole})
    write_module(
        "number-zones.ts",
        f"From PyPI's phonenumbers {phonenumbers.__version__} (Google's libphonenumber, Apache-2.0) with corrections",
        {"numberZones": "\n".join(lines_of(entries))},
    )


def keys_by_country() -> dict[int, dict[str, tuple[str, ...]]]:
    keys: dict[int, dict[str, tuple[str, ...]]] = {}
    for prefix, zones in TIMEZONE_DATA.items():
        code = next(int(prefix[:n]) for n in (3, 2, 1) if int(prefix[:n]) in COUNTRY_CODE_TO_REGION_CODE)
        keys.setdefault(code, {})[prefix] = zones
    return keys


def zones_of_countries() -> dict[str, list[str]]:
    listed: dict[str, list[str]] = {}
    for line in (FILES / "zoneinfo" / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            listed.setdefault(country, []).append(zone)
    return listed


def regions_of(code: int) -> tuple[str, ...]:
    return COUNTRY_CODE_TO_REGION_CODE[code]


def canonical(zones) -> set[str]:
    return {LEGACY.get(zone, zone) for zone in zones}


_clocks: dict[str, tuple] = {}


def clock_of(zone: str) -> tuple:
    """What tells two clocks apart: their offsets in the years to come."""
    if zone not in _clocks:
        first = datetime.datetime(2026, 11, 2, tzinfo=datetime.timezone.utc)
        info = zoneinfo.ZoneInfo(zone)
        _clocks[zone] = tuple(
            (first + datetime.timedelta(days=days)).astimezone(info).utcoffset() for days in range(0, 1500, 2)
        )
    return _clocks[zone]


def area_codes(code: int, google: dict[str, set[str]], missing: set[str]) -> dict[str, set[str]]:
    """Prefixes of national numbers that are surely geographic, with the zones of their area code."""
    kinds = Kinds(code)
    digits = AREA_CODE_DIGITS[code]
    # Only under +1 do countries share a country code and have area codes of their own there.
    own = area_codes_of_one_country() if code == 1 else set()
    found: dict[str, set[str]] = {area: google[f"1{area}"] for area in own}

    def visit(prefix: str) -> None:
        if prefix in own or not kinds.may_be_valid(prefix):
            return
        if len(prefix) >= digits and kinds.is_geographic(prefix):
            found[prefix] = zones_of_area(prefix[:digits])
        elif len(prefix) < digits + 3:
            for digit in "0123456789":
                visit(prefix + digit)

    def is_covered(prefix: str) -> bool:
        """Whether the map has longer prefixes for all numbers that begin so."""
        full = f"{code}{prefix}"
        if full in google:
            return True
        if not any(key.startswith(full) for key in google):
            return False
        return all(is_covered(prefix + digit) for digit in "0123456789" if kinds.may_be_valid(prefix + digit))

    def zones_of_area(area: str) -> set[str]:
        full = f"{code}{area}"
        zones = set().union(*(zones for prefix, zones in google.items() if prefix.startswith(full)))
        if not is_covered(area):
            zones |= google[max((prefix for prefix in google if full.startswith(prefix)), key=len)]
        if code == 1:
            for land in OVERLAYS.get(area, [area]):
                for group, corrected in AREA_CODES.items():
                    if land in group.split():
                        zones |= set(corrected)
                        for other in group.split():
                            zones = zones.union(*(z for prefix, z in google.items() if prefix.startswith(f"1{other}")))
        elif code in WHERE:
            where = WHERE[code]
            zones = zones.union(*(added for prefix, added in where.items() if area.startswith(prefix)))
            if code == 56 and not any(area.startswith(prefix) for prefix in where):
                zones |= missing
        else:
            zones |= missing
        return zones

    for digit in "0123456789":
        visit(digit)
    return found


def area_codes_of_one_country() -> set[str]:
    """Area codes under +1 of countries and territories other than the United States and Canada, by libphonenumber's own patterns."""
    patterns = [PhoneMetadata.metadata_for_region(region).leading_digits for region in set(regions_of(1)) - {"US", "CA"}]
    return {str(area) for area in range(200, 1000) if any(regex.fullmatch(pattern, str(area)) for pattern in patterns)}


class Kinds:
    """What kinds of numbers may begin with some digits, by the patterns of all countries that share a country code."""

    def __init__(self, code: int) -> None:
        self.fixed, self.geographic, self.other = [], [], []
        for region in regions_of(code):
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            # In North America a mobile number has an area code too, and cannot be told from the others.
            same = metadata.fixed_line.national_number_pattern == metadata.mobile.national_number_pattern
            for name in ["fixed_line", "mobile", *NOT_GEOGRAPHIC]:
                description = getattr(metadata, name)
                if description is None or description.national_number_pattern is None:
                    continue
                pattern = regex.compile(description.national_number_pattern)
                lengths = description.possible_length or metadata.general_desc.possible_length
                if code == 1 and 10 not in lengths:
                    continue  # Canada's seven digits cannot be dialled from abroad.
                if name == "fixed_line":
                    self.fixed.append((pattern, lengths))
                if name == "fixed_line" or (name == "mobile" and (same or code in _GEO_MOBILE_COUNTRIES)):
                    self.geographic.append(pattern)
                else:
                    self.other.append((name, pattern))

    def may_be_valid(self, prefix: str) -> bool:
        return any(begins(pattern, prefix) for pattern in [*self.geographic, *(pattern for _, pattern in self.other)])

    def is_geographic(self, prefix: str) -> bool:
        """No number that begins so is of another kind. Of one that may be both, fixed and mobile, Google knows the place."""
        names = {name for name, pattern in self.other if begins(pattern, prefix)}
        if not any(begins(pattern, prefix) for pattern in self.geographic) or names - {"mobile"}:
            return False
        return not names or all(self.is_fixed(prefix, random.Random(seed)) for seed in range(60))

    def is_fixed(self, prefix: str, chance: random.Random) -> bool:
        """Whether a number is one of a fixed line whose other digits come by chance."""
        return any(
            pattern.fullmatch(prefix + "".join(chance.choices("0123456789", k=length - len(prefix))))
            for pattern, lengths in self.fixed
            for length in lengths
            if length > len(prefix) and begins(pattern, prefix)
        )


def begins(pattern: regex.Pattern, prefix: str) -> bool:
    return pattern.fullmatch(prefix, partial=True) is not None


def lines_of(entries: dict[str, set[str]]) -> list[str]:
    """One line a set of zones: `zones|prefixes`. Ten prefixes with the same zones are one."""
    entries = dict(entries)
    for length in range(max(map(len, entries)), 1, -1):
        for parent in {prefix[:-1] for prefix in entries if len(prefix) == length}:
            children = [entries.get(f"{parent}{digit}") for digit in "0123456789"]
            if parent not in entries and children[0] is not None and all(child == children[0] for child in children):
                entries[parent] = children[0]
                for digit in "0123456789":
                    del entries[f"{parent}{digit}"]
    lines: dict[str, list[str]] = {}
    for prefix, zones in sorted(entries.items()):
        lines.setdefault(" ".join(sorted(zones)), []).append(prefix)
    return [f"{zones}|{' '.join(prefixes)}" for zones, prefixes in sorted(lines.items())]


if __name__ == "__main__":
    sys.exit(main())
