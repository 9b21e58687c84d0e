"""The business case over HTTP: the golden scheme in, lenses out; bounded; nothing stored."""

import copy
import csv
import io
from decimal import Decimal

import pytest

from estate.codes import DISCLAIMER
from estate.colocation.plain_language import lint

URL = "/api/v1/savings/business-case"


def golden() -> dict[str, object]:
    """The golden case, as it is sent."""
    costs = {"rent": 60_000, "business_rates": 28_000, "energy": 15_000, "fm_hard": 22_000,
             "maintenance_planned": 8_000}  # fmt: skip
    return {
        "name": "Golden",
        "base_year": 2026,
        "horizon_years": 10,
        "optimism_bias": 0,
        "project_management": 0,
        "parties": [
            {"key": "job", "name": "Jobcentre"},
            {"key": "district", "name": "District Council"},
            {"key": "private", "name": "A private landlord", "partner": False},
        ],
        "buildings": [
            {
                "key": "X", "name": "X House", "holder": "job", "occupations": ["counter"],
                "landlord": "private", "lease_ends_on": "2030-03-31", "dilapidations_gbp": 70_000,
                "costs": [{"kind": kind, "amount_gbp_pa": sum_} for kind, sum_ in costs.items()],
            },
            {"key": "H", "name": "Council House", "holder": "district"},
        ],
        "moves": [
            {
                "key": "M1", "occupation": "counter", "occupier": "job", "origin": "X",
                "host": "H", "arrives_on": "2030-04-01", "double_running_months": 0,
                "moving_gbp": 40_000, "ict_gbp": 0, "fit_out_gbp": 250_000,
                "fit_out_on": "2028-09-01", "marginal_host_gbp_pa": 24_000,
                "charges_begun": [
                    {"kind": "rent", "payer": "job", "payee": "district", "amount_gbp_pa": 45_000},
                    {"kind": "service_charge", "payer": "job", "payee": "district",
                     "amount_gbp_pa": 30_000},
                ],
            }
        ],
    }  # fmt: skip


def test_golden_case_over_http(club) -> None:
    found = club.post(URL, json=golden()).raise_for_status().json()
    lenses = found["lenses"]
    assert lenses["partner"]["job"]["npv"]["amount_gbp"] == 220_654.47
    assert lenses["partner"]["district"]["npv"]["amount_gbp"] == 47_885.71
    assert lenses["club"]["npv"] == {
        "amount_gbp": 268_540.18, "basis": "present_value", "years": 10, "price_base": "2026/27",
    }  # fmt: skip
    assert lenses["economic"]["npv"]["amount_gbp"] == 114_121.06
    assert (lenses["club"]["payback_year"], lenses["club"]["peak_need_gbp"]) == (7, 360_000)
    assert found["division"]["cost_shunt"] is False
    assert found["years"][7] == "2033/34"
    assert found["disclaimer"] == DISCLAIMER
    assert found["range"]["draws"] >= 5_000
    named = {row["name"]: row["text"] for row in found["statement"]}
    assert named["Status"] == "indicative — not a decision"
    assert named["Run date"] == "2026-06-01"
    assert {"discount_rate", "optimism_bias_high"} <= {row["name"] for row in found["assumptions"]}
    assert not any(lint(text) for text in named.values())


def test_the_variant_shunts_cost(club) -> None:
    scheme = golden()
    scheme["parties"].append({"key": "county", "name": "County Council"})
    scheme["buildings"][0] |= {"landlord": "county", "void_gbp_pa": 12_000, "void_months": 84}
    found = club.post(URL, json=scheme).raise_for_status().json()
    assert found["lenses"]["partner"]["county"]["npv"]["amount_gbp"] == -397_077.72
    assert found["lenses"]["club"]["npv"]["amount_gbp"] == -128_537.54
    division = found["division"]
    assert (division["cost_shunt"], division["compensation"]) == (True, None)
    assert "no side payment exists" in division["statement"]


def test_nothing_is_stored_and_the_public_may_ask(club, public) -> None:
    before = club.get("/api/v1/stats").json()
    first = public.post(URL, json=golden()).raise_for_status().json()
    assert first == public.post(URL, json=golden()).json()
    assert club.get("/api/v1/stats").json() == before


def test_overrides_and_ranges_are_echoed(club) -> None:
    scheme = golden() | {"assumptions": {"discount_rate": 0.06}, "price_base": "2025/26"}
    scheme["moves"][0]["fit_out_gbp"] = {"central": 250_000, "low": 200_000, "high": 400_000,
                                         "tier": "benchmark"}  # fmt: skip
    scheme["borrowing"] = {"rate_pa": 0.055, "years": 20}
    scheme["parties"][0]["kind"], scheme["parties"][1]["kind"] = "employment", "district"
    found = club.post(URL, json=scheme).raise_for_status().json()
    assert found["lenses"]["club"]["npv"]["amount_gbp"] < 268_540.18
    assert found["lenses"]["club"]["npv"]["price_base"] == "2025/26"
    assert found["assumption_set"].endswith("+request")
    rate = next(row for row in found["assumptions"] if row["name"] == "discount_rate")
    assert (rate["value"], rate["overridden"]) == (0.06, True)
    assert 0 < found["imputed_share"] < 1
    assert found["range"]["value_of_information"][0]["figure"] == "M1:fit_out"
    assert found["range"]["drivers"][0]["driver"] == "works"
    loans = {debt["party"]: debt["half_yearly_payment_gbp"] for debt in found["debts"]}
    assert loans == {"district": 10_382.88}  # of its capital; a department borrows nothing
    budgets = {one["party"]: one for one in found["capital_and_revenue"]}
    assert budgets["district"]["borrowable_gbp"] == 250_000
    assert (budgets["job"]["revenue_gbp"], budgets["job"]["borrows"]) == (110_000, "no")
    assert {one["name"] for one in found["flags"]} == {
        "Minimum revenue provision", "IFRS 16", "VAT"}  # fmt: skip
    other = {one["kind"]: one for debt in found["debts"] if debt["party"] == "district"
             for one in debt["alternatives"]}  # fmt: skip
    assert other["maturity"]["last_payment_gbp"] == 256_875.0
    assert other["equal_instalments"]["first_payment_gbp"] == 13_125.0


def test_savings_are_not_allocated_unless_the_partners_say_so(club) -> None:
    plain = club.post(URL, json=golden()).raise_for_status().json()["application"]
    assert {row["unallocated_share"] for row in plain} == {1.0}
    scheme = golden() | {"application": [{"party": "job", "bottom_line": 0.5}]}
    said = club.post(URL, json=scheme).raise_for_status().json()["application"]
    job = next(row for row in said if row["party"] == "job")
    assert (job["bottom_line_gbp_pa"], job["unallocated_gbp_pa"]) == (29_000.0, 29_000.0)
    for wrong in (
        [{"party": "private"}],
        [{"party": "job", "bottom_line": 1, "double_running": 1}],
    ):
        assert club.post(URL, json=golden() | {"application": wrong}).status_code == 422


def test_csv_of_the_cash_flow_adds_up_to_the_npv(club) -> None:
    response = club.post(f"{URL}/cash-flow.csv", json=golden())
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    exact = sum(Decimal(r["club_gain_gbp"]) * Decimal(r["discount_factor"]) for r in rows)
    assert abs(exact - Decimal("268540.18")) < Decimal("0.01")
    assert {row["disclaimer"] for row in rows} == {DISCLAIMER}
    assert {row["price_base"] for row in rows} == {"2026/27"}
    assert {row["imputed_share"] for row in rows} == {"0.0"}
    assert all(row["basis"] and row["assumption_set"] for row in rows)


def test_a_name_that_is_a_formula_stays_text(club) -> None:
    scheme = golden()
    for part in (scheme["buildings"][0], scheme["moves"][0]):
        part["holder" if "holder" in part else "occupier"] = "=1+1"
    scheme["parties"][0]["key"] = "=1+1"
    for charge in scheme["moves"][0]["charges_begun"]:
        charge["payer"] = "=1+1"
    response = club.post(f"{URL}/cash-flow.csv", json=scheme).raise_for_status()
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert "'=1+1" in {row["payer"] for row in rows}
    assert not any(value.startswith("=") for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("surprise",), 1, "unknown parameter"),
        (("moves", 0, "surprise"), 1, "unknown parameter"),
        (("buildings", 0, "name"), "Surplus Hall", "cannot be used in a name"),
        (("moves", 0, "key"), "to be closed", "cannot be used in a name"),
        (("moves", 0, "fit_out_gbp"), -1, "greater than or equal to 0"),
        (("moves", 0, "fit_out_gbp"), "NaN", "finite"),
        (("moves", 0, "fit_out_gbp"), {"central": 5, "low": 6}, "low ≤ central"),
        (("moves", 0, "host"), "nowhere", "no building"),
        (("moves", 0, "occupier"), "nobody", "unknown party"),
        (("moves", 0, "arrives_on"), "2020-01-01", "outside the years"),
        (("moves", 0, "arrives_on"), "9999-12-31", "outside the years"),
        (("buildings", 0, "lease_ends_on"), "9999-12-31", None),
        (("buildings", 0, "costs", 0, "kind"), "bribes", "rent"),
        (("horizon_years",), 76, "less than or equal to 75"),
        (("assumptions",), {"weight_use": 0.5}, "does not rest on weight_use"),
        (("assumptions",), {"discount_rate": 9}, "must lie between"),
        (("assumptions",), {"monte_carlo_draws": 10**9}, "must lie between"),
        (("moves",), [], "at least 1"),
    ],
)
def test_what_cannot_be_is_refused_by_name(club, path, value, words) -> None:
    scheme = copy.deepcopy(golden())
    place = scheme
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    response = club.post(URL, json=scheme)
    if words is None:
        assert response.status_code == 200
        return
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.text


def test_a_body_has_a_bound_and_so_has_the_work(club) -> None:
    response = club.post(URL, content=b" " * 600_000, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"

    def pieces():
        for _ in range(12):
            yield b" " * 50_000

    response = club.post(URL, content=pieces(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    scheme = golden() | {"horizon_years": 75}
    scheme["moves"] = [scheme["moves"][0] | {"key": f"M{number}"} for number in range(20)]
    assert "Moves times years" in club.post(URL, json=scheme).json()["detail"]
    for body in (b"[" * 100_000, b"{", b"\xff", b""):
        response = club.post(URL, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in (400, 422)
        assert response.headers["content-type"] == "application/problem+json"


def test_the_largest_question_is_answered(club) -> None:
    scheme = golden() | {"horizon_years": 33}
    house, host, move = scheme["buildings"][0], scheme["buildings"][1], scheme["moves"][0]
    names = [f"guest{number}" for number in range(9)]
    scheme["parties"] += [{"key": name, "name": name} for name in names]
    scheme["buildings"] = [host] + [
        house | {"key": f"X{n}", "holder": names[n % 9],
                 "costs": [house["costs"][2] | {"amount_gbp_pa": n}] * 20} for n in range(30)
    ]  # fmt: skip
    scheme["moves"] = [
        move | {"key": f"M{n}", "origin": f"X{n}", "occupier": names[n % 9]} for n in range(30)
    ]
    found = club.post(URL, json=scheme).raise_for_status().json()
    assert found["division"]["complexity_index"] == 121
    assert found["division"]["shapley"] is not None


def test_workbook_over_http(club) -> None:
    response = club.post(f"{URL}/cash-flow.xlsx", json=golden())
    assert response.status_code == 200
    assert response.content[:2] == b"PK"
