"""The saving that the list shows is the yearly gain of the pair's business case."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from estate.assumptions import named
from estate.colocation import find
from estate.costs import property_costs
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.finance import discounting
from estate.savings.from_candidate import scheme_from_candidate
from estate.savings.lenses import Lens, view

from . import factories as make
from .county import county

A, NOW = named("2026-11"), named("default")
TODAY = date(2026, 6, 1)


def yearly_gain(row: dict[str, object], estate: Estate, costs: pd.DataFrame, of=A) -> float:
    """The club's yearly gain in the case of one row of the list; none where there is no case."""
    names = {**estate.organisations["name"], **estate.properties["name"]}
    made = scheme_from_candidate(row, estate, costs, of, TODAY, names=names)
    cash = cash_flow(Terms(made.scheme, of))
    found = view(cash, Lens.CLUB, made.scheme.partners, discounting(of))
    return float(found.run_rate_gbp_pa)


def of_each_guest(found: pd.DataFrame) -> list[dict[str, object]]:
    """The first row of each guest: what it saves does not depend on the host."""
    rows = found.drop_duplicates("guest_occupation_id").to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


@pytest.mark.parametrize(("seed", "of"), [(1, A), (2, A), (3, A), (1, NOW), (2, NOW)])
def test_in_a_made_up_county_of_every_kind_of_lease(seed, of) -> None:
    estate = county(120, seed)
    costs = property_costs(estate.properties, estate.costs, of, estate.leases)
    compared = 0
    for row in of_each_guest(find(estate, of, TODAY)):
        try:
            gain = yearly_gain(row, estate, costs, of)
        except BadQuestion:
            continue
        assert gain == pytest.approx(row["saving_gbp_pa"], abs=0.15), row
        compared += 1
    assert compared > 20


def test_a_guest_saves_the_same_whichever_host_it_goes_to() -> None:
    found = find(county(120, 1), A, TODAY).sort_values("guest_occupation_id")
    rows = found[["guest_occupation_id", "saving_gbp_pa"]].itertuples(index=False)
    for one, other in pairwise(rows):
        if one[0] == other[0] and one[1] == one[1]:
            assert one[1] == other[1]


def undated_lease(tenure: str = "leasehold", pfi: bool = False) -> Estate:
    """A building rented for 14,700 a year of 60,000, with no end of the lease on record."""
    costs = make.costs(G=60_000)
    costs["contract_gbp_pa"], costs["held_gbp_pa"] = 14_700.0, 45_300.0
    return make.estate(
        properties=make.properties(
            {"id": "H", "nia_m2": 2_000.0, "gia_m2": 2_500.0},
            {"id": "G", "organisation": "SYN-B", "easting": 396_100.0, "tenure": tenure,
             "pfi": pfi},
        ),
        occupations=make.occupations(
            {"property_id": "H", "need_m2": 600.0},
            {"id": "OG", "property_id": "G", "organisation": "SYN-B"},
        ),
        leases=make.leases(*([{"property_id": "G", "tenant": "SYN-B"}] if not pfi else [])),
        costs=costs,
    )  # fmt: skip


def test_rent_without_a_known_end_runs_on_and_so_does_the_empty_building() -> None:
    """60,000 less the rent of 14,700 and 35 % of the other 45,300, less the host's 240 x 15."""
    found = find(undated_lease(), A, TODAY)
    row = found[found["guest_occupation_id"].eq("OG")].iloc[0]
    assert row["rent_runs_on"]
    assert row["saving_gbp_pa"] == pytest.approx(60_000 - 14_700 - 0.35 * 45_300 - 3_600)


def test_what_leaving_part_of_a_building_can_touch_holds_no_contract() -> None:
    """Of a PFI building only 20 % of the running cost: neither rates nor the unitary charge."""
    estate = undated_lease("pfi", pfi=True)
    estate.costs["running_gbp_pa"] = 8_000.0
    found = find(estate, A, TODAY)
    row = found[found["guest_occupation_id"].eq("OG")].iloc[0]
    assert row["saving_gbp_pa"] == pytest.approx(0.2 * 8_000 - 3_600)
    assert not row["rent_runs_on"]
