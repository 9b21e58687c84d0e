"""What a town, an organisation and the county have in common: counts, mixes, costs, sharing."""

from collections.abc import Sequence

from api.html import format as words
from api.html.tables import Column, Table, Withheld
from estate.answers.candidates import sharing
from estate.answers.candidates.sharing import SharedBuildings
from estate.colocation import sharing_matrix as matrix
from estate.costs import CostTotal
from estate.frames import Estate
from estate.register import visibility as v

FEW = Withheld(f"Shown for groups of at least {v.MIN_PROPERTIES_IN_COST_TOTAL} properties.")
_SQUARE_M_PER_HA = 10_000
_HORIZON_YEARS = 10


def counts_table(name: str, title: str, heading: str, pairs: Sequence[tuple[str, int]]) -> Table:
    """Such counts as a table."""
    columns = (Column("what", heading), Column("properties", "Properties", "number"))
    return Table(name, title, columns, [{"what": k, "properties": n} for k, n in pairs])


def cost_words(total: CostTotal | None) -> dict[str, str]:
    """A total in words: its range first, for a middle is no surer than its ends; of how much, in
    whose prices, and how much of it nobody has reported.

    The county's figure leaves schools out and is of those that have signed: said, so that nobody
    holds the one for a part of the other."""
    if total is None:
        return {"value": "not shown", "how": FEW}
    bands = f"; {words.per_cent(total.banded_share)} from published bands"
    return {
        "value": f"{words.pounds_range(total.low_gbp_pa, total.high_gbp_pa)} a year",
        "how": f"{words.plural(total.count, 'property', 'properties')}, schools included; prices "
        f"of {total.price_base}; the middle is {words.short_estimate(total.central_gbp_pa)}; "
        f"{words.per_cent(total.imputed_share)} of the sum estimated, not "
        f"reported{bands if total.banded_share else ''}",
    }


def sharing_matrix(estate: Estate) -> Table:
    """Who sits in whose buildings: a row for each manager, a column for each occupier."""
    found = sharing.shared_buildings(estate)
    occupiers = {one.occupying.code: one.occupying.name for one in found}
    columns = (
        Column("managing", "Managed by"),
        *(Column(code, occupiers[code]) for code in sorted(occupiers)),
    )
    rows: dict[str, dict[str, str]] = {}
    for one in found:
        row = rows.setdefault(one.managing.code, dict.fromkeys(occupiers, "·"))
        row |= {"managing": one.managing.name, one.occupying.code: _cell(one)}
    return Table(
        "sharing",
        "Who sits in whose buildings",
        columns,
        list(rows.values()),
        note="Buildings, and staff (full-time equivalents, fewer than 5 as <5) where the reader "
        f"sees them. {words.plural(matrix.shared_buildings(estate), 'building')} shared.",
        empty="No building here is known to be shared between organisations.",
    )


def _cell(one: SharedBuildings) -> str:
    buildings = words.plural(one.buildings, "building")
    return buildings if one.staff is None else f"{buildings}, {one.staff} staff"
