"""Cases of the sample county as of 29 November 2026 that an independent calculation worked out,
under the assumptions of then (the set 2026-11): all money as recorded."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from estate.answers import core
from estate.answers.business_case import SchemeAnswer, business_case_of
from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.assumptions import named
from estate.register import visibility as v
from estate.register.writes import assumptions as writes_assumptions
from estate.savings.business_case import unsure_sign
from estate.savings.figures import penny
from tests.api.imports_office import make_token
from tests.asking import question

TODAY, OLD = date(2026, 11, 29), named("2026-11")


def case_between(asked: ReadContext, guest: str, host: str) -> tuple[dict[str, Any], SchemeAnswer]:
    """The candidate of a guest and a host, each by its name, and its case."""
    candidates = core.candidates(asked)
    rows, names = candidates.found, candidates.estate.properties["name"]
    named = rows["guest_property_id"].map(names).eq(guest)
    row = rows[named & rows["host_property_id"].map(names).eq(host)].iloc[0]
    ids = (UUID(row["guest_occupation_id"]), UUID(row["host_property_id"]))
    return {str(key): value for key, value in row.items()}, business_case_of(asked, *ids)


@pytest.fixture(scope="module")
def case_of(sample_engine):
    """The case of a guest and a host, each by its name, as an organisation or the club sees it."""
    cache = AnswerCache()

    def found(code: str | None, guest: str, host: str) -> tuple[dict[str, Any], SchemeAnswer]:
        reader = v.CLUB if code is None else v.owner(code)
        with sample_engine.connect() as connection, connection.begin() as transaction:
            writes_assumptions.use(connection, OLD.id, OLD.overrides)
            asked = question(connection, reader, TODAY, cache)
            row, answer = case_between(asked, guest, host)
            transaction.rollback()
        return row, answer

    return found


CASES = {
    # a penalty of 6,214.80 in 2027/28
    "break used": ("SYN-PRO", "Ridgeway Close Probation Office", "Lengthsman Way Offices",
                   "209895.18", "65882.49"),
    # the break of 31 March 2027 comes before a host can be ready: rent to 30 September 2029
    "break missed": ("SYN-PRO", "Carpet Row Probation Office", "Beacon Road House",
                     "244434.72", "86580.34"),
    "no end known": ("SYN-AVD", "Hop Yard Road Buildings", "Damson Drive Buildings",
                     "-29145.46", "23462.70"),
    "PFI": ("SYN-CC", "Turnpike Road Library", "Cooper Street Gallery",
            "-232951.05", "-3706.27"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_to_the_penny(case_of, name) -> None:
    code, guest, host, npv, gain = CASES[name]
    row, answer = case_of(code, guest, host)
    assert penny(answer.case.club.npv_gbp) == Decimal(npv)
    assert penny(answer.case.club.run_rate_gbp_pa) == Decimal(gain)
    assert row["saving_gbp_pa"] == pytest.approx(float(gain), abs=0.02)


ONE_POINT_SIX = ("2009/10=100", "2025/26=160", "2026/27=100")
_RESTATED = text("""UPDATE cost_line SET amount_gbp_pa = 1.6 * amount_gbp_pa, cost_year = '2025/26'
    WHERE property_id =
        (SELECT property_id FROM property WHERE name = 'Ridgeway Close Probation Office')""")


@pytest.mark.parametrize(
    ("base", "index", "npv", "gain", "without_penalty"),
    [
        # no index, as it was: pounds of 2025/26 beside rates of 2009/10, far too high
        ("2009/10", (), "527126.89", "109040.79", "533131.52"),
        ("2009/10", ONE_POINT_SIX, "209895.18", "65882.49", "215899.82"),
        ("2025/26", ONE_POINT_SIX, "335832.33", "105411.99", "345439.75"),
    ],
)
def test_costs_of_another_year_make_the_same_case_in_either_base(
    sample_engine, base, index, npv, gain, without_penalty
) -> None:
    """Four lines given as 2025/26 at 1.6 times: by an index of 1.6 the case of 2009/10, to the
    penny, and at the prices of 2025/26 1.6 times that (but for 4 pence: each payment is rounded).
    Without the penalty of 6,214.80 they are what was shown before penalties counted."""
    prices = {"price_base": base, "price_index": index}
    with sample_engine.connect() as connection, connection.begin() as transaction:
        writes_assumptions.use(connection, "2026-11+prices", {**OLD.overrides, **prices})
        assert connection.execute(_RESTATED).rowcount == 4
        asked = question(connection, v.owner("SYN-PRO"), TODAY)
        pair = ("Ridgeway Close Probation Office", "Lengthsman Way Offices")
        row, answer = case_between(asked, *pair)
        transaction.rollback()
    case = answer.case
    assert (case.price_base, penny(case.club.npv_gbp)) == (base, Decimal(npv))
    assert penny(case.club.run_rate_gbp_pa) == Decimal(gain)
    assert row["saving_gbp_pa"] == pytest.approx(float(gain), abs=0.02)
    penalty = sum(flow.amount_gbp for flow in case.cash.flows if flow.item == "break_penalty")
    assert penny(case.club.npv_gbp + penalty / Decimal("1.035")) == Decimal(without_penalty)


@pytest.mark.long  # two further editions of the county
def test_what_a_landlord_loses_and_a_lens_whose_sign_bands_do_not_tell(case_of) -> None:
    """As its tenant has it, to the penny; the club's range of the public purse holds nought and
    the true figure, so that it is not told as a number."""
    pair = ("Cloister Row Revenue Office", "Teme Road Buildings")
    _, true = case_of("SYN-CIV", *pair)
    loss = {one.party: penny(one.npv_gbp) for one in true.case.partners}
    assert loss["SYN-AVD"] == Decimal("-208427.58")
    assert penny(true.case.economic.npv_gbp) == Decimal("-10119.86")
    _, told = case_of(None, *pair)
    purse = told.case.range.economic
    assert purse.p10_gbp < min(0, float(true.case.economic.npv_gbp)) and purse.p90_gbp > 0
    assert unsure_sign(told.case, told.case.economic) is not None


def test_inputs_are_in_the_cash_flow(case_of) -> None:
    """What could not be counted says so; a penalty and a missed break are told."""
    _, undated = case_of("SYN-AVD", "Hop Yard Road Buildings", "Damson Drive Buildings")
    shown = {one.label: one for one in undated.inputs}
    assert shown["Dilapidations"].value is None
    assert not any(flow.item == "dilapidations" for flow in undated.case.cash.flows)
    _, used = case_of("SYN-PRO", "Ridgeway Close Probation Office", "Lengthsman Way Offices")
    assert {one.label: one.value for one in used.inputs}["Penalty of the break"] == Decimal(
        "6214.80"
    )
    _, missed = case_of("SYN-PRO", "Carpet Row Probation Office", "Beacon Road House")
    assert any("is missed and the lease runs to 30 September 2029" in w
               for w in missed.case.warnings)  # fmt: skip


def test_an_owners_panel_tells_what_a_break_costs(club, sample_engine) -> None:
    """A penalty came from the register as a decimal, which JSON does not know: 500."""
    headers = {"Authorization": f"Bearer {make_token(sample_engine, 'editor', 'SYN-PRO')}"}
    asked = {"q": "Ridgeway Close Probation Office", "organisation": "SYN-PRO"}
    (found,) = club.get("/api/v1/properties", params=asked, headers=headers).json()["features"]
    panel = club.get(f"/api/v1/properties/{found['id']}", headers=headers)
    assert panel.status_code == 200, panel.text
    breaks = [one for lease in panel.json()["leases"] for one in lease["breaks"]]
    assert [one["penalty_gbp"] for one in breaks if "penalty_gbp" in one] == [6214.80]
