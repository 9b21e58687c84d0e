"""The range of the county's premises cost over HTTP."""

import pandas as pd

from estate.answers.county.cost_range import _content
from estate.codes import DISCLAIMER

URL = "/api/v1/savings/cost-range"


def test_the_range_stands_around_the_total_that_the_county_page_shows(club) -> None:
    found = club.get(URL).raise_for_status().json()
    total = club.get("/api/v1/stats").json()["premises_cost"]
    assert (found["base_gbp_pa"], found["properties"]) == (
        total["central_gbp_pa"], total["properties"],
    )  # fmt: skip
    assert found["imputed_share"] == total["imputed_share"]
    assert found["p10_gbp_pa"] < found["p50_gbp_pa"] < found["p90_gbp_pa"]
    # the closed formula of the county page and the draws agree within a tenth of the width
    width = found["p90_gbp_pa"] - found["p10_gbp_pa"]
    assert abs(found["p10_gbp_pa"] - total["low_gbp_pa"]) < 0.15 * width
    assert abs(found["p90_gbp_pa"] - total["high_gbp_pa"]) < 0.15 * width
    assert found["disclaimer"] == DISCLAIMER
    assert (found["basis"], found["price_base"]) == ("run_rate_pa", "2026/27")


def test_what_to_ask_for_first_comes_first(club) -> None:
    rows = club.get(URL).json()["value_of_information"]
    narrowing = [row["narrowing_per_figure_gbp_pa"] for row in rows]
    assert narrowing == sorted(narrowing, reverse=True)
    assert narrowing[0] > 0
    assert {row["field"] for row in rows} <= {"annual_cost", "floor_area"}
    assert "SYN-CC" not in {row["organisation"] for row in rows if row["field"] == "annual_cost"}


def test_the_public_is_refused(public) -> None:
    response = public.get(URL)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"


def test_what_moves_no_cost_draws_nothing_anew_and_what_does_draws_again() -> None:
    figures = pd.DataFrame({"total_gbp_pa": [1.0, 2.0], "tier": ["actual", None]}, ["a", "b"])
    whose = pd.Series(["SYN-CC", "SYN-PC"], figures.index)
    told = _content(figures, whose)
    assert _content(figures.copy(), whose.copy()) == told
    others = [
        (figures.assign(total_gbp_pa=[1.0, 2.0 + 1e-9]), whose),
        (figures.assign(tier=["actual", "class_mean"]), whose),
        (figures.rename(columns={"tier": "tiers"}), whose),
        (figures.rename({"a": "c"}), whose),
        (figures, whose.iloc[::-1].set_axis(figures.index)),
    ]
    assert told not in {_content(*other) for other in others}
