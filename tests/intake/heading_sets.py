"""Ordinary files of ordinary headings: which field each heading means, with lifelike cells.

They are 12 names of references, 5 of names and 16 sets of further columns (960 files), and
3,000 random sets.
"""

import random
from collections.abc import Iterator

import pandas as pd

REFERENCES = (
    "AssetCode", "Asset reference", "Asset Ref", "ASSET_NO", "Asset ID", "Local reference",
    "Property reference", "PROP_REF", "Site reference", "Unique Asset ID", "Reference", "UID",
)  # fmt: skip
NAMES = ("Name", "Property name", "SITE_NAME", "PropertyName", "Building name")
FURTHER = (
    ("UPRN",), ("UPRN", "Postcode", "Status"), ("UPRN", "Postcode"), ("UPRN", "Status"),
    ("UPRN", "TENURE", "GIA_M2"), ("UPRN", "Address", "Post Code", "Status"),
    ("UPRN", "Address", "Post Code", "Status", "Site Area", "Gross Internal Area"),
    ("UPRN", "Address 1", "Address 2", "Town", "Postcode"),
    ("Address 1", "Address 2", "Address 3", "Town", "Postcode", "Easting", "Northing", "Status"),
    ("UPRN", "Type", "Status", "Postcode"), ("UPRN", "Property Type", "Tenure", "Status"),
    ("UPRN", "Street", "Town", "Postcode", "Longitude", "Latitude", "Status"),
    ("UPRN", "Asset Type", "Tenure", "Status", "Site Area"),
    ("UPRN", "Owner", "Tenure", "Status", "Condition"), ("UPRN", "Easting", "Northing", "Status"),
    ("UPRN", "Address 1", "Address 2", "Address 3", "Address 4", "Town", "Postcode", "Type",
     "Status", "Tenure"),
)  # fmt: skip
_REFERENCE = ["F11", "F12", "F13/A", "F14"]
_NAME = ["Library", "Eastgate Depot", "The Old Rectory", "Guildhall"]
_UPRNS = ["100060582011", "100060582012", "10001234567", "200001887481"]
#: Heading → what it means and what stands below it.
MEANS: dict[str, tuple[str, list[str]]] = {
    **dict.fromkeys(REFERENCES, ("local_ref", _REFERENCE)),
    **dict.fromkeys(NAMES, ("name", _NAME)),
    **dict.fromkeys(("UPRN", "LLPG UPRN", "Site UPRN"), ("uprn", _UPRNS)),
    **{heading: ("status", ["Vacant", "In use", "Let", "In use"]) for heading in
       ("Status", "Property Status", "STATUS", "Asset Status")},
    **{heading: ("postcode", ["SO23 8RX", "SO23 9NP", "WR11 4AA", "GL50 1DY"]) for heading in
       ("Postcode", "Post Code", "Site Postcode", "POSTCODE")},
    **{heading: ("post_town", ["Winchester", "Winchester", "Evesham", "Cheltenham"]) for heading in
       ("Town", "Post Town", "TOWN")},
    "Address": ("address", ["1 High Street", "Bar End Road", "Church Lane", "The Square"]),
    "Address 1": ("address_line_1", ["Unit 4", "Depot House", "Church Lane", "2 The Square"]),
    "Address 2": ("address_line_2", ["Bar End Estate", "Bar End Road", "Fladbury", ""]),
    "Address 3": ("address_line_3", ["Bar End Road", "", "", ""]),
    "Address 4": ("address_line_4", ["Hampshire", "", "", ""]),
    "Street": ("street", ["High Street", "Bar End Road", "Church Lane", "The Square"]),
    "Easting": ("easting", ["449000", "448050", "400100", "395000"]),
    "Northing": ("northing", ["128500", "129650", "246000", "222000"]),
    "Longitude": ("longitude", ["-1.3", "-1.31", "-2.0", "-2.07"]),
    "Latitude": ("latitude", ["51.05", "51.06", "52.1", "51.9"]),
    "Tenure": ("tenure", ["Freehold", "Leasehold", "Freehold", "Licence"]),
    "TENURE": ("tenure", ["Freehold", "Leasehold", "Freehold", "Licence"]),
    "Type": ("type_code", ["Library", "Depot", "Office", "Museum"]),
    "Property Type": ("type_code", ["Library", "Depot", "Office", "Museum"]),
    "Asset Type": ("holding_type", ["Land", "Land & Building", "Building", "Land"]),
    "GIA_M2": ("gia_m2", ["450", "1200", "88.5", "3,000"]),
    "Gross Internal Area": ("gia_m2", ["450", "1200", "88.5", "3,000"]),
    "Site Area": ("site_area_ha", ["0.2", "1.4", "0.05", "0.6"]),
    "Owner": ("owner", ["Alpha Council", "Alpha Council", "Beta Trust", "Alpha Council"]),
    "Condition": ("condition", ["A", "B", "B", "C"]),
    "NBV": ("book_value_gbp", ["125000", "1", "88000", ""]),
    "Title Number": ("title_number", ["HP123456", "", "WR1234", "GR99"]),
    "EPC Rating": ("energy_rating", ["C", "D", "", "B"]),
    "Ward": ("", ["St Paul", "St Peter", "Fladbury", "Lansdown"]),
    "Telephone": ("", ["01962 000001", "01962 000002", "", "01242 000001"]),
    "Comments": ("note", ["roof mended", "", "", "see file"]),
}  # fmt: skip


def ordinary() -> Iterator[list[str]]:
    """The 960 sets."""
    for reference in REFERENCES:
        for name in NAMES:
            for further in FURTHER:
                yield [reference, name, *further]


def at_random(count: int) -> Iterator[list[str]]:
    """Sets of three to twelve headings in any order, each meaning something of its own."""
    draw = random.Random(13)
    for _ in range(count):
        chosen = [draw.choice(REFERENCES), *draw.sample(sorted(MEANS), draw.randint(2, 11))]
        kept = {MEANS[one][0] or one: one for one in chosen}
        if "address" in kept:  # a whole address beside lines is a case of its own
            kept = {field: one for field, one in kept.items() if "address_line" not in field}
        headings = list(kept.values())
        draw.shuffle(headings)
        yield headings


def frame(headings: list[str]) -> pd.DataFrame:
    return pd.DataFrame({heading: MEANS[heading][1] for heading in headings}, dtype=object)


def meant(headings: list[str]) -> dict[str, str]:
    """What each heading means; one line of an address alone is a street."""
    wanted = {heading: MEANS[heading][0] for heading in headings}
    lines = [heading for heading, field in wanted.items() if field.startswith("address_line")]
    if lines == ["Address 1"] and "Street" not in headings:
        wanted["Address 1"] = "street"
    return wanted
