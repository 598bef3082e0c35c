"""Writes src/admission/data/zone-rules.ts: the clocks of every IANA time zone since 2000, from the compiled files of PyPI's tzdata.

One line a clock: its names, then the changes since 2000, then what goes on for ever (the POSIX rule at the end of a compiled file).
"""

import importlib.resources
import struct
import sys

import tzdata

from typescript import write_module

FROM = 946_684_800  # 2000-01-01T00:00:00Z; before it, the clock of that moment
LEFT_OUT = {"Factory", "localtime", "posixrules"}


def main() -> None:
    files = importlib.resources.files("tzdata")
    names = [name for name in (files / "zones").read_text().split() if name not in LEFT_OUT]
    legacy = legacy_names(files)
    lines: dict[str, list[str]] = {}
    for name in sorted(names):
        path = files / "zoneinfo"
        for part in name.split("/"):
            path /= part
        text = f"{name}>{legacy[name]}" if name in legacy else name
        lines.setdefault(clock_of(path.read_bytes()), []).append(text)
    write_module(
        "zone-rules.ts",
        f"IANA time zones {tzdata.IANA_VERSION}, from PyPI's tzdata {tzdata.__version__}. Public domain",
        {
            "zoneRules": "\n".join(f"{' '.join(zone_names)}|{clock}" for clock, zone_names in lines.items()),
        },
    )


def legacy_names(files) -> dict[str, str]:
    """Names that stand for another one, such as US/Pacific. Oslo is no such name: the list of the countries' zones has it."""
    info = files / "zoneinfo"
    listed = {line.split("\t")[2] for line in (info / "zone.tab").read_text().splitlines() if not line.startswith("#")}
    links: dict[str, str] = {}
    for line in (info / "tzdata.zi").read_text().splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            links[name] = target
    # UTC is what Temporal, and everybody, calls it.
    return {name: final(target, links) for name, target in links.items() if name not in listed and name != "UTC"}


def final(name: str, links: dict[str, str]) -> str:
    while name in links:
        name = links[name]
    return name


def clock_of(data: bytes) -> str:
    """`offset abbreviation|minutes since the last change:offset abbreviation, …|POSIX rule`; offsets in minutes, numbers in base 36."""
    changes, types, rule = read_tzif(data)
    first, later = types[0], []
    for at, kind in changes:
        if at <= FROM:
            first = kind
        else:
            later.append((at, kind))
    text, last = [], FROM
    for at, kind in later:
        assert at % 60 == 0, at
        text.append(f"{base36((at - last) // 60)}:{clock_text(kind)}")
        last = at
    return f"{clock_text(first)}|{','.join(text)}|{rule}"


def clock_text(kind: tuple[int, str]) -> str:
    offset, abbreviation = kind
    assert offset % 60 == 0, kind
    return f"{offset // 60} {abbreviation}"


def read_tzif(data: bytes):
    """RFC 8536: the second block, with 64-bit times, and its footer."""
    position = 0
    for size in (4, 8):
        assert data[position : position + 4] == b"TZif"
        isut, isstd, leap, count, type_count, char_count = struct.unpack(">6l", data[position + 20 : position + 44])
        body = position + 44
        position = body + count * size + count + type_count * 6 + char_count + leap * (size + 4) + isstd + isut
    times = struct.unpack(f">{count}q", data[body : body + 8 * count])
    kinds = data[body + 8 * count : body + 9 * count]
    at = body + 9 * count
    raw = [struct.unpack(">lBB", data[at + 6 * i : at + 6 * i + 6]) for i in range(type_count)]
    chars = data[at + 6 * type_count : at + 6 * type_count + char_count]
    types = [(offset, chars[index : chars.index(b"\0", index)].decode()) for offset, _, index in raw]
    footer = data[position:].decode().strip("\n")
    return [(time, types[kind]) for time, kind in zip(times, kinds)], types, footer


def base36(number: int) -> str:
    digits, text = "0123456789abcdefghijklmnopqrstuvwxyz", ""
    while True:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
        if number == 0:
            return text


if __name__ == "__main__":
    sys.exit(main())
