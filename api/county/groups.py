"""What a town, an organisation and the county have in common: counts, mixes, costs, sharing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import shapely

from api.html import format as words
from api.html.tables import Column, Table, Withheld
from estate import codes, costs
from estate.assumptions import AssumptionSet
from estate.colocation import sharing_matrix as matrix
from estate.costs import CostTotal
from estate.frames import Estate
from estate.register import visibility as v

Row = Mapping[str, Any]
FEW = Withheld(f"Shown for groups of at least {v.MIN_PROPERTIES_IN_COST_TOTAL} properties.")
_SQUARE_M_PER_HA = 10_000
_HORIZON_YEARS = 10


def mix(rows: Iterable[Row], scheme: codes.RatingScheme) -> dict[str, int]:
    """How many properties stand at each rating."""
    return dict(Counter(row.get(scheme.value) or "unrated" for row in rows))


def by(rows: Iterable[Row], name: str) -> list[tuple[str, int]]:
    """Words of a coded column and how often each occurs, most first."""
    counted = Counter(row.get(name) for row in rows)
    found = [(codes.label(code) if code else "Not known", n) for code, n in counted.items()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def counts_table(name: str, title: str, heading: str, pairs: Sequence[tuple[str, int]]) -> Table:
    """Such counts as a table."""
    columns = (Column("what", heading), Column("properties", "Properties", "number"))
    return Table(name, title, columns, [{"what": k, "properties": n} for k, n in pairs])


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


def cost_words(total: CostTotal | None) -> dict[str, str]:
    """A total in words: what, its range, and how much of it nobody has reported."""
    if total is None:
        return {"value": "not shown", "how": FEW}
    low, high = (words.short_pounds(x) for x in (total.low_gbp_pa, total.high_gbp_pa))
    bands = f"; {words.per_cent(total.banded_share)} from published bands"
    return {
        "value": f"{words.short_pounds(total.central_gbp_pa)} a year",
        "how": f"{low} to {high}, {total.count:,} properties; "
        f"{words.per_cent(total.imputed_share)} imputed, not reported"
        f"{bands if total.banded_share else ''}",
    }


def hull_ha(rows: Sequence[Row]) -> float | None:
    """Area in hectares of the smallest shape around the points of some rows."""
    points = [(row["easting"], row["northing"]) for row in rows if row["easting"] is not None]
    if len(points) < 3:
        return None
    return float(shapely.MultiPoint(points).convex_hull.area) / _SQUARE_M_PER_HA


def within(estate: Estate, ids: Iterable[str]) -> Estate:
    """The estate of some properties alone."""
    wanted = estate.properties.index.intersection(pd.Index(sorted(ids)))
    users = estate.occupations
    return replace(
        estate,
        properties=estate.properties.loc[wanted],
        occupations=users[users["property_id"].isin(wanted)],
    )


def sharing_matrix(estate: Estate) -> Table:
    """Who sits in whose buildings: a row for each manager, a column for each occupier."""
    found = matrix.shared_occupation(estate)
    names = estate.organisations["name"]
    occupiers = sorted(set(found["occupying"]))
    columns = (
        Column("managing", "Managed by"),
        *(Column(code, str(names.get(code, code))) for code in occupiers),
    )
    rows = []
    for manager, cells in found.groupby("managing"):
        line: dict[str, Any] = dict.fromkeys(occupiers, "·")
        line["managing"] = str(names.get(manager, manager))
        line |= {cell["occupying"]: _cell(cell) for cell in cells.to_dict("records")}
        rows.append(line)
    return Table(
        "sharing",
        "Who sits in whose buildings",
        columns,
        rows,
        note="Buildings, and staff (full-time equivalents, fewer than 5 as <5) where the reader "
        f"sees them. {words.plural(matrix.shared_buildings(estate), 'building')} shared.",
        empty="No building here is known to be shared between organisations.",
    )


def _cell(row: Mapping[Any, Any]) -> str:
    buildings = words.plural(int(row["buildings"]), "building")
    return buildings if row["staff_shown"] is None else f"{buildings}, {row['staff_shown']} staff"
