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
#: Of which Census a column of codes is, by its heading.
_YEAR = re.compile(r"(?:20)?(01|11|21|31)(?!\d)")
#: So many rows tell what a column holds.
_LOOKED_AT = 200
#: The Index of Multiple Deprivation of any year; its domains are called otherwise.
_IMD = r"(imd|iod|indexofmultipledeprivation(imd|iod)?)(20)?(\d\d)?"
_HEADED: dict[AreaMeasure, str] = {
    AreaMeasure.POPULATION: (
        r"(total)?population(count)?|allages|allpeople|people|usualresidents|"
        r"(.*total)?(all)?usualresidents|agetotal"
    ),
    AreaMeasure.HOUSEHOLDS: r"(total|all|numberof|totalall)?households",
    AreaMeasure.DISABLED: r"disabled|disabilitydisabledundertheequalityact|disabledpeople",
    AreaMeasure.IMD_DECILE: _IMD + "decile.*",
    AreaMeasure.IMD_RANK: _IMD + "rank.*",
    AreaMeasure.IMD_SCORE: _IMD + "score.*",
    AreaMeasure.CONNECTIVITY_SCORE: r"connectivityscore",
    AreaMeasure.EASTING: r"x|eastings?|bnge",
    AreaMeasure.NORTHING: r"y|northings?|bngn",
}
_DISABLED_PARTS = re.compile(r"^(?!.*not disabled).*day-to-day activities limited a (lot|little)$")
#: A heading of “Total” says of what in the lines above it, or by the columns beside it.
_TOTAL = re.compile(r"total|value|count|(?:19|20)\d\d", re.IGNORECASE)
_OF_PEOPLE = re.compile(r"resident|person|people|population|\bages?\b|aged", re.IGNORECASE)
_OF_HOUSEHOLDS = re.compile(r"units?\W+households|population\W+all households", re.IGNORECASE)
#: Measures that count; a share or a mean is none.
COUNTS = frozenset(
    {
        AreaMeasure.POPULATION,
        AreaMeasure.HOUSEHOLDS,
        AreaMeasure.UNDER_16,
        AreaMeasure.AGED_65_UP,
        AreaMeasure.DISABLED,
    }
)
_NO_COUNT = re.compile(
    r"%|\bper ?cent|percentage|proportion|\bshare\b|\brate\b|\bper \d", re.IGNORECASE
)
_NO_AGE = re.compile(r"male|household|mean|median|excluding prisoners", re.IGNORECASE)
_FEMALE = re.compile(r"f(?:emales?)?\W*(?=\d|age|under)", re.IGNORECASE)
_MALE = re.compile(r"m(?:ales?)?\W*(?=\d|age|under)", re.IGNORECASE)
_TEN_IS_MOST = re.compile(r"\b10\s*(?:is|=|being|\()\s*(?:the )?most", re.IGNORECASE)
_AGES = (
    (re.compile(r"(\d{1,3}) years? and under|aged? (\d{1,3}) and under"), "under and with"),
    (re.compile(r"under (\d{1,3})"), "under"),
    (re.compile(r"(\d{1,3})\s*(?:-|–|to|_)\s*(\d{1,3})"), "from to"),
    (re.compile(r"(\d{1,3})\s*(?:\+|plus|(?:years? )?(?:and|or) over)"), "from"),
    (re.compile(r"(?:aged? |^)(\d{1,3})(?: years?)?$"), "one"),
)
#: A last column of a single year from here on stands for all older people too.
_LAST_YEAR, _OLDEST = 85, 999


def code_columns(table: PublishedTable, pattern: re.Pattern[str]) -> list[int]:
    """Columns that hold codes of one kind in half of the rows or more, in order: a table may have
    totals and larger areas as well."""
    looked = table.rows[:: max(1, len(table.rows) // _LOOKED_AT)]
    found = []
    for at in range(len(table.headings)):
        right = sum(bool(pattern.match(code_of(row, at))) for row in looked)
        if right >= 0.5 * len(looked):
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


def older_first(table: PublishedTable, columns: Sequence[int]) -> list[int]:
    """Columns of codes from the older year's to the newer's, from output areas to LSOAs, as their
    headings (LSOA11CD, LSOA21CD) and codes say; as they stand where neither does."""

    def rank(at: int) -> tuple[int, int]:
        year = _YEAR.search(table.headings[at])
        size = {code_of(row, at)[1:3] for row in table.rows[:_LOOKED_AT]}
        return (int(year[1]) if year else 0, 0 if size == {"00"} else 1)

    return sorted(columns, key=rank)


def measures(
    table: PublishedTable, named: Mapping[AreaMeasure, str]
) -> dict[AreaMeasure, tuple[int, ...]]:
    """Measure → the columns whose figures are added for it; ``named`` by whoever loads the file.

    ``FileRefused`` where a named heading is not there, or nothing is recognised.
    """
    found = _recognised(table)
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
    _refuse_turned(table, found)
    return found


def _recognised(table: PublishedTable) -> dict[AreaMeasure, tuple[int, ...]]:
    found: dict[AreaMeasure, tuple[int, ...]] = {}
    for at, heading in enumerate(table.headings):
        plain = re.sub(r"[^a-z0-9]", "", heading.casefold())
        for measure, pattern in _HEADED.items():
            share = measure in COUNTS and _NO_COUNT.search(heading)
            if measure not in found and not share and re.fullmatch(pattern, plain):
                found[measure] = (at,)
    parts = tuple(
        at for at, one in enumerate(table.headings) if _DISABLED_PARTS.match(one.casefold())
    )
    if AreaMeasure.DISABLED not in found and len(parts) == 2:
        found[AreaMeasure.DISABLED] = parts
    found |= _ages(table.headings)
    total = [i for i, one in enumerate(table.headings) if _TOTAL.fullmatch(one)]
    if len(total) == 1 and (counted := _total_of(table, table.headings[total[0]])) is not None:
        found.setdefault(counted, (total[0],))
    return found


def _total_of(table: PublishedTable, heading: str) -> AreaMeasure | None:
    """What “Total” or a bare year counts: households or people, as the lines above say; “Total”
    also people, where columns of ages stand beside it; None where nothing says so."""
    if any(_OF_HOUSEHOLDS.search(line) for line in table.above):
        return AreaMeasure.HOUSEHOLDS
    beside = table.headings if heading.casefold() == "total" else []
    of_people = any(map(_OF_PEOPLE.search, [*table.above, *beside]))
    return AreaMeasure.POPULATION if of_people or _ages(beside) else None


def _refuse_turned(table: PublishedTable, found: Mapping[AreaMeasure, Sequence[int]]) -> None:
    for at in found.get(AreaMeasure.IMD_DECILE, ()):
        if _TEN_IS_MOST.search(table.headings[at]):
            raise FileRefused(
                f"{table.name}, “{table.headings[at]}”: here 10 is the most deprived; published "
                "deciles have 1 for it. Turn the column round (11 − decile) and load it again."
            )


def taken(table: PublishedTable, found: Mapping[AreaMeasure, Sequence[int]]) -> list[str]:
    """What each measure was read from, for whoever loads the file."""
    said = []
    for measure, columns in found.items():
        first, last = table.headings[columns[0]], table.headings[columns[-1]]
        more = f" to “{last[:80]}”, {len(columns)} columns added" if len(columns) > 1 else ""
        said.append(f"{measure.value} from “{first[:80]}”{more}")
    return said


def _ages(headings: Sequence[str]) -> dict[AreaMeasure, tuple[int, ...]]:
    """Under 16 and 65 and over, where bands of ages cover them without gap or overlap; women and
    men added where they stand apart (F0 to 15, M0 to 15)."""
    plain: dict[int, tuple[int, int]] = {}
    women: dict[int, tuple[int, int]] = {}
    men: dict[int, tuple[int, int]] = {}
    for at, one in enumerate(headings):
        sex = next((m for m in (_FEMALE.match(one), _MALE.match(one)) if m), None)
        band = None if _NO_COUNT.search(one) else age_band(one[sex.end() :] if sex else one)
        if band is not None:
            into = plain if sex is None else women if one[:1] in "fF" else men
            into[at] = band
    for bands in (plain, women, men):
        oldest = max(bands, key=lambda at: bands[at], default=None)
        if oldest is not None and bands[oldest][0] >= _LAST_YEAR:
            bands[oldest] = (bands[oldest][0], _OLDEST)  # a single “90” ends the table
    found = {}
    for measure, low, high in (
        (AreaMeasure.UNDER_16, 0, 15),
        (AreaMeasure.AGED_65_UP, 65, _OLDEST),
    ):
        columns = _tiled(plain, low, high)
        by_sex = [_tiled(bands, low, high) for bands in (women, men)]
        if columns or all(by_sex):
            found[measure] = columns or by_sex[0] + by_sex[1]
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


def code_of(row: Sequence[str], at: int) -> str:
    """The code that a cell begins with: Nomis writes “E01000001 : City of London 001A” in one."""
    return re.split(r"[\s:]", cell_of(row, at), maxsplit=1)[0]
