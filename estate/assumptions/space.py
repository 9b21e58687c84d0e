"""The county's default space standard of 2026, as data (``docs/methods/space.md``).

What supports each figure was read in November 2026: 10 m² NIA a person as the design density of
offices (British Council for Offices, Guide to Specification, 2023 update, as workplaceinsight.net
reports it); 8 desks for 10 staff (the Government's desk sharing of 2011, as flexibility.co.uk
reports it); space in use 60 % of the time (BCO position paper of 2022, as CIBSE Journal of
November 2022 reports it); 8 to 13 m² a person as what most offices have (BCO guide of 2014, as
pssmagazine.co.uk reports it). How the 10 m² divide, and the counter, are working figures of ours.
"""

from estate.assumptions.origins import OURS

_BCO = "BCO Guide to Specification 2023: 10 m2 NIA a person; how it divides: ours"
_DESK = "m2 NIA per desk"

#: Name, value, unit, source, year, note, least and greatest value, choices.
ROWS: tuple[tuple[str, float | str, str, str, str, str, float, float, tuple[str, ...]], ...] = (
    (
        "space_standard",
        "2026",
        "",
        OURS,
        "2026",
        "by which a need is worked out: each organisation's own standard and the county's default "
        "of 2026, or the flat square metres for each post of 2007",
        0.0,
        1e9,
        ("2026", "2007"),
    ),
    ("space_m2_per_desk", 7, _DESK, _BCO, "2026", "the desk with its circulation", 2, 60, ()),
    (
        "space_meeting_m2_per_desk",
        2,
        _DESK,
        _BCO,
        "2026",
        "rooms to meet and to concentrate",
        0,
        20,
        (),
    ),
    ("space_storage_m2_per_desk", 1, _DESK, _BCO, "2026", "", 0, 20, ()),
    (
        "space_desks_per_post",
        0.8,
        "desks per post",
        "HM Government 2011: 8 desks for 10 staff",
        "2011",
        "with 10 m2 a desk this is 8 m2 a post",
        0.1,
        2,
        (),
    ),
    (
        "space_mobile_attendance",
        0.6,
        "share of mobile posts",
        "BCO position paper 2022: 60 % used",
        "2022",
        "who of the mobile posts is in on the day that desks are planned for",
        0,
        1,
        (),
    ),
    (
        "space_mobile_share",
        0.0,
        "share of posts",
        OURS,
        "2026",
        "where an occupation does not say how many of its posts are mobile; the desks for each "
        "post hold the usual sharing already",
        0,
        1,
        (),
    ),
    (
        "space_counter_m2",
        15,
        "m2 NIA",
        OURS,
        "2026",
        "a public counter with its waiting room, for each front office",
        0,
        1_000,
        (),
    ),
    (
        "space_range_low_m2",
        8,
        "m2 NIA per person",
        "BCO Guide to Specification 2014",
        "2014",
        "least of what most offices have; the low end of a need by the county's default",
        2,
        60,
        (),
    ),
    (
        "space_range_high_m2",
        13,
        "m2 NIA per person",
        "BCO Guide to Specification 2014",
        "2014",
        "the high end, likewise",
        2,
        60,
        (),
    ),
    (
        "suggest_measured_use_below",
        0.60,
        "people / workplaces",
        OURS,
        "2026",
        "a building counted below this again and again prompts a second look",
        0,
        1,
        (),
    ),
    (
        "suggest_measured_use_months",
        24,
        "months",
        OURS,
        "2026",
        "from the earliest to the latest of those counts",
        1,
        240,
        (),
    ),
    (
        "space_range_own_share",
        0.10,
        "share of the need",
        OURS,
        "2026",
        "either way, of a need by an organisation's own standard",
        0,
        1,
        (),
    ),
)

#: What a need rests on, for the lists of what an answer used.
NEEDS: tuple[str, ...] = (
    "m2_per_desk",
    "m2_per_fte",
    "mobility_factor",
    *(row[0] for row in ROWS if not row[0].startswith(("space_range", "suggest"))),
)
#: Those that a reader who does not see the staff must not move: a need shown to 100 m² would tell.
BEHIND_NEEDS: tuple[str, ...] = tuple(name for name in NEEDS if name != "mobility_factor")
RANGES: tuple[str, ...] = tuple(row[0] for row in ROWS if row[0].startswith("space_range"))

LABELS = {
    "space_standard": "Space standard",
    "space_m2_per_desk": "Space for each planned desk",
    "space_meeting_m2_per_desk": "Meeting space with each planned desk",
    "space_storage_m2_per_desk": "Storage with each planned desk",
    "space_desks_per_post": "Desks planned for each post",
    "space_mobile_attendance": "Mobile posts that are in on a planned day",
    "space_mobile_share": "Mobile posts, where not recorded",
    "space_counter_m2": "A public counter",
    "suggest_measured_use_below": "Use, as counted, that prompts a second look",
    "suggest_measured_use_months": "For how long",
    "space_range_low_m2": "Least space for each person in most offices",
    "space_range_high_m2": "Most space for each person in most offices",
    "space_range_own_share": "Range of a need by an organisation's own standard",
}
