"""Which column of a published table tells what: codes by what they hold, figures by their headings.

The Office for National Statistics, Nomis and the ministries head the same figure differently; what
is not recognised can be named (``--column population="All ages"``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from estate.codes import AreaMeasure
from estate.errors import FileRefused
from estate.intake.published.tables import PublishedTable

#: Small areas of Great Britain: output areas (00) and LSOAs or data zones (01).
SMALL_AREA = re.compile(r"^[EWS]0[01]\d{6}$|^SYN-[A-Z]{2}\d{2,6}$")
#: Districts, unitary authorities and boroughs.
DISTRICT = re.compile(r"^E0[6-9]\d{6}$|^W06\d{6}$|^S12\d{6}$")
#: So many rows tell what a column holds.
_LOOKED_AT = 200
_HEADED: dict[AreaMeasure, str] = {
    AreaMeasure.POPULATION: (
        r"(total)?population(count)?|allages|allpeople|people|usualresidents|"
        r"(.*total)?(all)?usualresidents|agetotal|total"
    ),
    AreaMeasure.HOUSEHOLDS: r"(total|all|numberof|totalall)?households",
    AreaMeasure.DISABLED: r"disabled|disabilitydisabledundertheequalityact|disabledpeople",
    AreaMeasure.IMD_DECILE: r"imddecile|indexofmultipledeprivationimddecile.*",
    AreaMeasure.IMD_RANK: r"imdrank|indexofmultipledeprivationimdrank.*",
    AreaMeasure.IMD_SCORE: r"imdscore|indexofmultipledeprivationimdscore.*",
    AreaMeasure.CONNECTIVITY_SCORE: r"connectivityscore",
    AreaMeasure.EASTING: r"x|eastings?|bnge",
    AreaMeasure.NORTHING: r"y|northings?|bngn",
}
_DISABLED_PARTS = re.compile(r"^(?!.*not disabled).*day-to-day activities limited a (lot|little)$")
_NO_AGE = re.compile(r"male|household|mean|median", re.IGNORECASE)
_AGES = (
    (re.compile(r"(\d{1,3}) years? and under|aged? (\d{1,3}) and under"), "under and with"),
    (re.compile(r"under (\d{1,3})"), "under"),
    (re.compile(r"(\d{1,3})\s*(?:-|–|to|_)\s*(\d{1,3})"), "from to"),
    (re.compile(r"(\d{1,3})\s*(?:\+|plus|(?:years? )?(?:and|or) over)"), "from"),
    (re.compile(r"aged? (\d{1,3})(?: years?)?$"), "one"),
)
_OLDEST = 999


def code_columns(table: PublishedTable, pattern: re.Pattern[str]) -> list[int]:
    """Columns that hold codes of one kind in nearly every row, in order."""
    looked = table.rows[:_LOOKED_AT]
    found = []
    for at in range(len(table.headings)):
        right = sum(bool(pattern.match(cell_of(row, at))) for row in looked)
        if right >= 0.9 * len(looked):
            found.append(at)
    return found


def code_column(table: PublishedTable) -> int:
    """The column of small areas; ``FileRefused`` where there is none."""
    found = code_columns(table, SMALL_AREA)
    if not found:
        raise FileRefused(
            f"{table.name} has no column of codes of small areas such as E01000001 (LSOA) or "
            f"E00000001 (output area). Its headings: {', '.join(table.headings[:20])}."
        )
    return found[0]


def measures(
    table: PublishedTable, named: Mapping[AreaMeasure, str]
) -> dict[AreaMeasure, tuple[int, ...]]:
    """Measure → the columns whose figures are added for it; ``named`` by whoever loads the file.

    ``FileRefused`` where a named heading is not there, or nothing is recognised.
    """
    found: dict[AreaMeasure, tuple[int, ...]] = {}
    for at, heading in enumerate(table.headings):
        plain = re.sub(r"[^a-z0-9]", "", heading.casefold())
        for measure, pattern in _HEADED.items():
            if measure not in found and re.fullmatch(pattern, plain):
                found[measure] = (at,)
    parts = tuple(
        at for at, one in enumerate(table.headings) if _DISABLED_PARTS.match(one.casefold())
    )
    if AreaMeasure.DISABLED not in found and len(parts) == 2:
        found[AreaMeasure.DISABLED] = parts
    found |= _ages(table.headings)
    for measure, heading in named.items():
        if heading not in table.headings:
            raise FileRefused(
                f"{table.name} has no column “{heading}”. Its headings: "
                f"{', '.join(table.headings[:40])}."
            )
        found[measure] = (table.headings.index(heading),)
    if not found:
        raise FileRefused(
            f"No column of {table.name} is recognised: name one, as in --column "
            f'population="All ages". Its headings: {", ".join(table.headings[:40])}.'
        )
    return found


def _ages(headings: Sequence[str]) -> dict[AreaMeasure, tuple[int, ...]]:
    """Under 16 and 65 and over, where bands of ages cover them without gap or overlap."""
    bands = {at: band for at, one in enumerate(headings) if (band := age_band(one))}
    found = {}
    for measure, low, high in (
        (AreaMeasure.UNDER_16, 0, 15),
        (AreaMeasure.AGED_65_UP, 65, _OLDEST),
    ):
        columns = _tiled(bands, low, high)
        if columns:
            found[measure] = columns
    return found


def _tiled(bands: Mapping[int, tuple[int, int]], low: int, high: int) -> tuple[int, ...]:
    columns: list[int] = []
    while low <= high:
        here = [(last, -at) for at, (first, last) in bands.items() if first == low and last <= high]
        if not here:
            return ()
        last, at = max(here)
        columns.append(-at)
        low = last + 1
    return tuple(columns)


def age_band(heading: str) -> tuple[int, int] | None:
    """First and last year of age that a heading names.

    Examples
    --------
    >>> [age_band(one) for one in ("Age: Aged 4 years and under", "Aged 65 to 69 years", "0-15")]
    [(0, 4), (65, 69), (0, 15)]
    >>> age_band("Aged 85 years and over"), age_band("Aged under 1 year"), age_band("Total")
    ((85, 999), (0, 0), None)
    """
    if _NO_AGE.search(heading):
        return None
    text = heading.casefold()
    for pattern, kind in _AGES:
        match = pattern.search(text)
        if match is None:
            continue
        years = [int(one) for one in match.groups() if one]
        return {
            "under and with": (0, years[0]),
            "under": (0, years[0] - 1),
            "from to": (years[0], years[-1]),
            "from": (years[0], _OLDEST),
            "one": (years[0], years[0]),
        }[kind]
    return None


def headed(headings: Iterable[str], *names: str) -> int | None:
    """The first column with one of these headings, in any case, spaces and marks left out."""
    plain = [re.sub(r"[^a-z0-9]", "", one.casefold()) for one in headings]
    return next((plain.index(name) for name in names if name in plain), None)


def cell_of(row: Sequence[str], at: int) -> str:
    """A cell without blanks around it; empty where the row ends before it."""
    return row[at].strip() if at < len(row) else ""
