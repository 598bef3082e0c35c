"""Writes src/admission/data/versions.ts: what the other tables were made from, and when that was the newest."""

import pathlib
import re

import holidays
import phonenumbers
import tzdata

from typescript import write_module

pins = (pathlib.Path(__file__).parent / "requirements.txt").read_text()
write_module(
    "versions.ts",
    "What the tables beside it were made from",
    {
        "takenOn": re.search(r"taken on (\d{4}-\d\d-\d\d)", pins).group(1),
        "timeZoneVersion": tzdata.IANA_VERSION,
        "numberVersion": phonenumbers.__version__,
        "holidayVersion": holidays.__version__,
    },
)
