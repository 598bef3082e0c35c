"""What Google's map of prefixes lacks. Read with the README beside the data; a zone that is added only makes calls wait longer."""

# Area codes with more than one clock, or one that the map misplaces. Sources: NANPA's area code maps and its list of time zones by area
# code (nationalnanpa.com), 49 CFR 71 (limits of the standard time zones), the Canadian provinces' time laws, IANA's comments on the zones.
AREA_CODES: dict[str, list[str]] = {
    # Idaho: Pacific north of the Salmon River, Mountain south of it (49 CFR 71.9).
    "208 986": ["America/Boise", "America/Los_Angeles"],
    # North-western Indiana: Central; Pulaski County (Medaryville) and Starke County next to it differ (49 CFR 71.5).
    "219": ["America/Chicago", "America/New_York"],
    "574": ["America/New_York", "America/Chicago"],
    "812 930": ["America/New_York", "America/Chicago"],
    # Kentucky: the west is Central (270, overlay 364), so is Clinton County (606).
    "270 364": ["America/Chicago", "America/New_York"],
    "606": ["America/New_York", "America/Chicago"],
    # Western Nebraska, Kansas and the Dakotas are Mountain in part.
    "308": ["America/Chicago", "America/Denver"],
    "620": ["America/Chicago", "America/Denver"],
    "785": ["America/Chicago", "America/Denver"],
    "605": ["America/Chicago", "America/Denver"],
    "701": ["America/Chicago", "America/Denver"],
    # Eastern Tennessee: Chattanooga is Eastern, Marion, Sequatchie and Bledsoe counties are Central; 729 is the overlay of 423.
    "423 729": ["America/New_York", "America/Chicago"],
    # Malheur County, Oregon, is Mountain.
    "541 458": ["America/Los_Angeles", "America/Boise"],
    # Florida west of the Apalachicola is Central.
    "850 448": ["America/New_York", "America/Chicago"],
    # Orlando's overlay is Eastern.
    "689": ["America/New_York"],
    # Michigan: Gogebic, Iron, Dickinson and Menominee counties are Central.
    "906": ["America/Detroit", "America/Menominee"],
    # West Wendover and Jackpot, Nevada, are Mountain.
    "775": ["America/Los_Angeles", "America/Denver"],
    # Phenix City, Alabama, goes by Eastern time, by custom; 483 is the overlay of 334.
    "334 483": ["America/Chicago", "America/New_York"],
    # El Paso and Hudspeth counties, Texas, are Mountain.
    "915": ["America/Denver"],
    # The Navajo Nation in Arizona keeps daylight saving time.
    "928": ["America/Phoenix", "America/Denver"],
    # Alaska: the western Aleutians.
    "907": ["America/Anchorage", "America/Juneau", "America/Metlakatla", "America/Adak"],
    # British Columbia outside the south-west (250): the Peace, Fort Nelson and Creston keep -7, the East Kootenay goes with Alberta.
    "250": [
        "America/Vancouver",
        "America/Dawson_Creek",
        "America/Fort_Nelson",
        "America/Creston",
        "America/Edmonton",
    ],
    "604": ["America/Vancouver"],
    # Yukon, the Northwest Territories and Nunavut.
    "867": [
        "America/Whitehorse",
        "America/Inuvik",
        "America/Cambridge_Bay",
        "America/Rankin_Inlet",
        "America/Resolute",
        "America/Iqaluit",
    ],
    # Manitoba.
    "204 431 584": ["America/Winnipeg"],
    # Saskatchewan: Lloydminster goes with Alberta, Creighton with Manitoba. 474 is the newest overlay.
    "306 639 474": ["America/Regina", "America/Edmonton", "America/Winnipeg"],
    # North-western Ontario: Kenora and Rainy River are Central, Atikokan keeps -5.
    "807": ["America/Toronto", "America/Winnipeg", "America/Atikokan"],
    # Eastern Quebec: the Magdalen Islands and the Lower North Shore are on Atlantic time.
    "418 581 367": ["America/Toronto", "America/Halifax", "America/Blanc-Sablon"],
    # Newfoundland and Labrador.
    "709 879": ["America/St_Johns", "America/Goose_Bay"],
}

# New area codes over the land of others.
OVERLAYS = {code: ["604", "250"] for code in ("778", "236", "672", "257")}

# Zones that IANA lists for a country and Google's map lacks stand for the whole country, and for all of its area codes but these.
WHERE: dict[int, dict[str, list[str]]] = {
    # Kaliningrad.
    7: {"401": ["Europe/Kaliningrad"]},
    # Chile: Valparaíso has Easter Island's numbers, then Magallanes and Aysén. Mobile phones begin with 9.
    56: {
        "2": [],
        **{str(code): [] for code in (33, 34, 35, 41, 42, 43, 44, 45, 51, 52, 53, 55, 57, 58, 63, 64, 65, 68, 71, 72, 73, 75)},
        "32": ["Pacific/Easter"],
        "61": ["America/Punta_Arenas"],
        "67": ["America/Coyhaique"],
    },
    61: {"8": ["Australia/Darwin"]},
    # Xinjiang: its own time beside Beijing's.
    86: {"90": ["Asia/Urumqi"], "99": ["Asia/Urumqi"]},
    299: {},
}

# Not added: Ukrainian numbers have not worked in Crimea since 2015.
LEFT_OUT = {380: {"Europe/Simferopol"}}

# How many digits an area code has, where a country has several clocks. The others: the whole country.
AREA_CODE_DIGITS = {1: 3, 7: 3, 34: 3, 52: 3, 55: 2, 56: 2, 61: 1, 62: 3, 64: 1, 86: 2, 243: 1, 262: 3, 299: 2, 351: 2, 593: 1, 691: 3, 976: 2}
