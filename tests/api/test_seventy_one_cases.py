"""Seventy-one cases of the sample county as their owners see them, worked out a second time from
facts and assumptions alone (``tests/second_calculation.py``), under either set, to the penny."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine

from estate import costs as premises
from estate.answers.cases.business_case import cost_lines_of
from estate.assumptions import AssumptionSet, named
from estate.capacity import space_rule
from estate.colocation import find
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import cost_lines
from estate.register.queries import estate as facts
from estate.savings.business_case import business_case
from estate.savings.from_candidate import scheme_from_candidate
from tests.asking import question
from tests.second_calculation import OUT, TAX, Books, books

TODAY = date(2026, 11, 29)
SETS = ("2026-11", "default")
pytestmark = pytest.mark.xdist_group("sample")
Row = dict[str, Any]


class County:
    """The sample county as one of its organisations sees it, under one set."""

    def __init__(self, connection: Connection, code: str, of: str) -> None:
        self.connection, self.reader = connection, v.owner(code)
        # Fewest draws: of the ranges nothing is asked here.
        fewest = {"monte_carlo_draws": 5_000}
        self.set: AssumptionSet = named(of).with_overrides(of, of, fewest).dated(TODAY)
        self.estate = facts.load_estate(connection, self.reader, space_rule(self.set, TODAY))
        self.costs = premises.property_costs(
            self.estate.properties, self.estate.costs, self.set, self.estate.leases
        )
        found = find(self.estate, self.set, TODAY)
        homes = self.estate.properties["organisation"].reindex(found["guest_property_id"])
        mine = found[homes.eq(code).to_numpy() & found["need_m2"].notna().to_numpy()]
        rows = mine.drop_duplicates("guest_occupation_id").to_dict("records")
        self.rows = [{str(name): value for name, value in row.items()} for row in rows]
        places = [UUID(str(row["guest_property_id"])) for row in self.rows]
        self.lines: dict[str, list[Row]] = {}
        for line in cost_lines.latest(connection, self.reader, places):
            self.lines.setdefault(str(line["property_id"]), []).append(line)

    def told(self) -> Iterator[tuple[str, Row]]:
        """Guests whose building has cost lines of its own, with what is out of the way in each."""
        for row in self.rows:
            home = str(row["guest_property_id"])
            if home not in self.lines:
                continue
            shared = int(self.estate.occupations["property_id"].eq(home).sum()) > 1
            if bool(self.estate.properties.at[home, "pfi"]):
                yield "PFI", row
            elif shared:
                yield "shared", row
            elif row["rent_runs_on"]:
                yield "no end known", row
            elif row["break_penalty_gbp"]:
                yield "penalty", row
            elif row["exit_kind"] in ("tenant_break", "holding_over", "expired"):
                yield str(row["exit_kind"]), row
            elif any(one["transfer_class"] == "inter_partner" for one in self.lines[home]):
                yield "partner landlord", row
            else:
                yield "leased" if bool(self.costs.at[home, "let"]) else "owned", row

    def agrees(self, row: Row) -> bool:
        """Both calculations of one case, each lens to the penny; False where neither has one."""
        home = str(row["guest_property_id"])
        names = {**self.estate.organisations["name"], **self.estate.properties["name"]}
        by_hand = books(row, self.estate, self.lines[home], bool(self.costs.at[home, "let"]),
                        self.costs.at[home, "area_m2"], self.set, TODAY)  # fmt: skip
        try:
            made = scheme_from_candidate(
                row, self.estate, self.costs, self.set, TODAY, names=names,
                lines=cost_lines_of(question(self.connection, self.reader), [UUID(home)]),
            )  # fmt: skip
        except BadQuestion:
            assert by_hand is None
            return False
        assert by_hand is not None
        self._same(by_hand, row, business_case(made.scheme, self.set))
        return True

    def _same(self, by_hand: Books, row: Row, case: Any) -> None:
        from fractions import Fraction

        rate = Fraction(str(self.set.get("discount_rate")))
        partners = [str(one.party) for one in case.partners]
        told = {str(one.party): one.npv_gbp for one in case.partners}
        expected = {one: by_hand.worth([one], rate) for one in partners}
        told["club"], expected["club"] = case.club.npv_gbp, by_hand.worth(partners, rate)
        told["purse"] = case.economic.npv_gbp
        expected["purse"] = by_hand.worth([*partners, TAX], rate)
        assert set(by_hand.years) <= {*partners, OUT, TAX}
        for name, npv in told.items():
            assert float(npv) == pytest.approx(float(expected[name]), abs=0.005), (name, row)
        assert float(case.club.run_rate_gbp_pa) == pytest.approx(row["saving_gbp_pa"], abs=0.15)


def check(engine: Engine, codes: tuple[str, ...], of: str, wanted: int | None) -> dict[str, int]:
    """Every case that is out of the way, and of the others as many at random as make ``wanted``."""
    counted: dict[str, int] = {}
    with engine.connect() as connection:
        counties = [County(connection, code, of) for code in codes]
        all_of = [(kind, here, row) for here in counties for kind, row in here.told()]
        random.Random(71).shuffle(all_of)
        usual = ("owned", "leased")
        chosen = [one for one in all_of if one[0] not in usual]
        chosen += [one for one in all_of if one[0] in usual]
        # Of each kind out of the way at most eight, so that owners and leases have their turn.
        for kind, here, row in chosen:
            if wanted is not None and sum(counted.values()) >= wanted:
                break
            if kind not in usual and counted.get(kind, 0) >= 8:
                continue
            counted[kind] = counted.get(kind, 0) + here.agrees(row)
    return counted


@pytest.mark.parametrize("of", SETS)
def test_a_few_cases_of_two_owners(sample_engine: Engine, of: str) -> None:
    counted = check(sample_engine, ("SYN-PRO", "SYN-AVD"), of, 6)
    assert sum(counted.values()) >= 3, counted


@pytest.mark.long
@pytest.mark.parametrize("of", SETS)
def test_seventy_one_cases(sample_engine: Engine, of: str) -> None:
    with sample_engine.connect() as connection:
        whole = facts.load_estate(connection, v.CLUB, space_rule(named("default"), TODAY))
        codes = tuple(str(code) for code in whole.organisations.index)
    counted = check(sample_engine, codes, of, 71)
    assert sum(counted.values()) == 71, counted
    assert {"PFI", "shared", "no end known", "penalty", "tenant_break", "owned",
            "leased"} <= {kind for kind, count in counted.items() if count}, counted  # fmt: skip
