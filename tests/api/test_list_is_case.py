"""The list's saving is the case's yearly gain, on the sample county, for each who may ask."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Engine

from estate.answers import estate_wide
from estate.answers.cases.business_case import cost_lines_of
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.finance import discounting
from estate.savings.from_candidate import scheme_from_candidate
from estate.savings.lenses import Lens, view
from tests.asking import question

TODAY = date(2026, 11, 29)


def compare(engine: Engine, reader: v.Reader, every: int = 1) -> tuple[int, int]:
    """How many guests have a case; how many of those rent with no known end. One host each,
    since the saving is the guest's; ``every`` so-many-th of those with nothing out of the way."""
    compared, undated = 0, 0
    with engine.connect() as connection:
        asked = question(connection, reader)
        found = estate_wide.candidates(asked)
        estate, assumptions = found.estate, found.assumptions
        costs = estate_wide.property_costs(asked)
        names = {**estate.organisations["name"], **estate.properties["name"]}
        rows = found.found.drop_duplicates("guest_occupation_id")
        if reader.organisation:
            home = estate.properties["organisation"].reindex(rows["guest_property_id"])
            rows = rows[home.eq(reader.organisation).to_numpy()]
        for number, row in enumerate(rows.to_dict("records")):
            pfi = estate.properties.at[row["guest_property_id"], "pfi"]
            if number % every and not (row["rent_runs_on"] or pfi):
                continue
            lines = cost_lines_of(asked, [UUID(row["guest_property_id"])])
            try:
                made = scheme_from_candidate(
                    row, estate, costs, assumptions, TODAY, names=names, lines=lines
                )
            except BadQuestion:
                continue
            cash = cash_flow(Terms(made.scheme, assumptions))
            club = view(cash, Lens.CLUB, made.scheme.partners, discounting(assumptions))
            gain = float(club.run_rate_gbp_pa)
            assert gain == pytest.approx(row["saving_gbp_pa"], abs=0.15), row
            compared, undated = compared + 1, undated + bool(row["rent_runs_on"])
        assert asked.assumptions.id == assumptions.id
    return compared, undated


def test_for_the_club(sample_engine) -> None:
    compared, undated = compare(sample_engine, v.CLUB, every=12)
    assert compared > 30
    assert undated >= 5


@pytest.mark.parametrize(
    ("code", "at_least"),
    [
        ("SYN-AVD", 1),
        ("SYN-PRO", 1),
        pytest.param("SYN-CC", 10, marks=pytest.mark.long),
        ("SYN-CIV", 1),
    ],
)
def test_for_an_owner_by_its_own_cost_lines(sample_engine, code, at_least) -> None:
    assert compare(sample_engine, v.owner(code), every=4)[0] >= at_least


@pytest.mark.long
def test_for_every_guest_in_every_edition(sample_engine) -> None:
    with sample_engine.connect() as connection:
        codes = list(estate_wide.whole_estate(question(connection)).organisations.index)
    assert compare(sample_engine, v.CLUB)[0] > 200
    for code in codes:
        compare(sample_engine, v.owner(code))
