"""Some properties together, as town, organisation and county tell of them: counts, mixes, costs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import shapely

from estate import codes, costs
from estate.answers import estate_wide
from estate.answers.candidates.ranked import Candidates
from estate.answers.context import ReadContext
from estate.answers.leases import Leases, leases
from estate.assumptions import AssumptionSet
from estate.colocation import CandidateFilter
from estate.costs import CostTotal
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.rows import Row

_SQUARE_M_PER_HA = 10_000
_HORIZON_YEARS = 10


@dataclass(frozen=True)
class Part:
    """What members are told of the properties of one town or organisation.

    ``cost``: their premises cost, GBP a year; None where a sum would tell of single ones.
    ``availability``: how many stand at each rating.
    """

    leases: Leases
    candidates: Candidates
    cost: CostTotal | None
    availability: dict[str, int]


def part(
    context: ReadContext,
    rows: Sequence[Row],
    *,
    town: str | None = None,
    organisation: str | None = None,
) -> Part:
    """Of these properties, which are those of one town or organisation."""
    own = organisation is not None and context.reader.organisation == organisation
    known, ids = (
        estate_wide.property_costs(context),
        sorted(str(row["property_id"]) for row in rows),
    )
    return Part(
        leases(context, Wanted(town=town, organisation=organisation)),
        estate_wide.candidates(
            context, question=CandidateFilter(town=town, organisation=organisation)
        ),
        cost_total(known, ids, context.assumptions, whole=own),
        mix(rows, codes.RatingScheme.AVAILABILITY),
    )


def mix(rows: Iterable[Row], scheme: codes.RatingScheme) -> dict[str, int]:
    """How many properties stand at each rating."""
    return dict(Counter(row.get(scheme.value) or "unrated" for row in rows))


def by(rows: Iterable[Row], name: str) -> list[tuple[str, int]]:
    """Words of a coded column and how often each occurs, most first."""
    counted = Counter(row.get(name) for row in rows)
    found = [(codes.label(code) if code else "Not known", n) for code, n in counted.items()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def horizon(rows: Iterable[Row], today: date) -> list[tuple[str, int]]:
    """In how many properties a lease can end, by the year in which the first one can."""
    years = Counter(row["lease_can_end"].year for row in rows if row.get("lease_can_end"))
    last = today.year + _HORIZON_YEARS
    found = [(str(year), years.get(year, 0)) for year in range(today.year, last)]
    later = sum(n for year, n in years.items() if year >= last)
    return [*found, ("later", later)]


def cost_total(
    frame: pd.DataFrame, ids: Sequence[str], assumptions: AssumptionSet, *, whole: bool = False
) -> CostTotal | None:
    """Premises cost of some properties; None for too few, unless they are all the reader's."""
    known = frame.loc[frame.index.intersection(pd.Index(ids))]
    if len(known) == 0 or (len(known) < v.MIN_PROPERTIES_IN_COST_TOTAL and not whole):
        return None
    return costs.total(known, assumptions)


def hull_ha(rows: Sequence[Row]) -> float | None:
    """Area in hectares of the smallest shape around the points of some rows."""
    points = [(row["easting"], row["northing"]) for row in rows if row["easting"] is not None]
    if len(points) < 3:
        return None
    return float(shapely.MultiPoint(points).convex_hull.area) / _SQUARE_M_PER_HA
