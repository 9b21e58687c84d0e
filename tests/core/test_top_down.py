"""The source's own arithmetic, to the penny (docs/methods/the-estimate-of-2010.md)."""

from datetime import date
from decimal import Decimal

import pytest

from estate.assumptions import named
from estate.colocation.plain_language import lint
from estate.errors import BadQuestion
from estate.savings import Basis, Figure, RegisterBase, Strand, register_base, top_down
from estate.savings.build_up_of_savings import profile

from .factories import TODAY, costs, properties

A = named("2026-11")
REGISTER = RegisterBase(645, 174, Decimal("9588000"), Decimal("0.73"))


def test_three_bases_side_by_side() -> None:
    found = {base.key: base.figure for base in top_down(REGISTER, A).bases}
    assert found["as_published"].pounds == 35_475_000
    assert found["before_rounding"].pence == Decimal("35586206.90")
    assert found["before_rounding"].pounds == 35_586_207
    assert found["register"].pence == Decimal("35541724.14")
    assert all(figure.basis is Basis.RUN_RATE_PA for figure in found.values())


def test_without_a_register_only_the_published_bases_stand() -> None:
    assert [base.key for base in top_down(None, A).bases] == ["as_published", "before_rounding"]
    empty = RegisterBase(0, 0, Decimal(0))
    assert len(top_down(empty, A).bases) == 2


def test_implied_range_and_saving() -> None:
    found = top_down(REGISTER, A)
    published = found.bases[0]
    assert round(100 * published.implied_share_low, 2) == Decimal("8.46")
    assert round(100 * published.implied_share_high, 2) == Decimal("16.91")
    assert (found.saving_low.pounds, found.saving_high.pounds) == (3_000_000, 6_000_000)


def test_a_county_s_own_range_is_the_published_share_of_its_own_cost() -> None:
    """Twice the cost, twice the saving; the published range stays what it was."""
    twice = RegisterBase(1290, 174, Decimal(9_570_000), Decimal("0.73"))
    found = top_down(twice, A)
    assert found.own_saving is not None
    assert [one.pounds for one in found.own_saving] == [6_000_000, 12_000_000]
    assert (found.saving_low.pounds, found.saving_high.pounds) == (3_000_000, 6_000_000)
    like = top_down(REGISTER, A).own_saving  # 35,541,724.14 of 35,475,000
    assert like is not None
    assert [one.pounds for one in like] == [3_005_643, 6_011_285]
    assert top_down(None, A).own_saving is None


def test_readings_of_the_factor_are_labelled_off_and_apart() -> None:
    found = top_down(REGISTER, A)
    sums = {one.key: (one.low.pounds, one.high.pounds) for one in found.readings}
    assert sums == {
        "multiplicative": (15_000_000, 30_000_000),
        "additive": (18_000_000, 36_000_000),
        "as_printed": (15_000_000, 36_000_000),
        "upto": (3_000_000, 36_000_000),
    }
    assert found.default_reading == "upto"
    assert not found.integration_included
    for one in found.readings:
        assert one.formula
        assert not one.included
        assert "One case study" in one.evidence_note
        with pytest.raises(BadQuestion):
            one.low + found.saving_low


@pytest.mark.parametrize(
    ("name", "years", "cumulative", "present"),
    [
        ("default", 5, (4.8, 9.6), None),
        ("default", 10, (19.8, 39.6), (15.5, 31.1)),
        ("full_in_year_5", 10, (21.3, 42.6), (16.8, 33.7)),
        ("slow", 5, (3.8, 7.6), None),
        ("slow", 10, (18.8, 37.6), (14.7, 29.4)),
    ],
)
def test_phase_profiles(name, years, cumulative, present) -> None:
    found = next(
        one for one in top_down(REGISTER, A).phased if (one.profile, one.years) == (name, years)
    )
    assert [round(float(one.amount_gbp) / 1e6, 1) for one in found.cumulative] == list(cumulative)
    if present:
        assert [round(float(one.amount_gbp) / 1e6, 1) for one in found.present_value] == list(
            present
        )


@pytest.mark.parametrize(
    "shares",
    [
        (0.01, 0.05, 0.25, 0.5, 0.8, 1),
        (0, 0.06, 0.25, 0.5, 0.8, 1),
        (0, 0.05, 0.25, 0.2, 0.8, 1),
        (0, 0.05, 0.25, 0.5, 0.8, 0.9),
        (0, 0.05, 1),
    ],
)
def test_profiles_that_the_source_rules_out_are_refused(shares) -> None:
    with pytest.raises(BadQuestion):
        profile("x", shares)


def test_figures_of_different_kind_are_never_added() -> None:
    rate = Figure(Decimal(1), Basis.RUN_RATE_PA, "2009/10")
    assert (rate + rate).amount_gbp == 2
    others = [
        Figure(Decimal(1), Basis.CUMULATIVE, "2009/10", 5),
        Figure(Decimal(1), Basis.RUN_RATE_PA, "2024/25"),
        Figure(Decimal(1), Basis.RUN_RATE_PA, "2009/10", strand=Strand.INTEGRATION),
    ]
    for other in others:
        with pytest.raises(BadQuestion):
            rate + other
    with pytest.raises(TypeError):
        rate + 1  # type: ignore[operator]
    five = Figure(Decimal(1), Basis.CUMULATIVE, "2009/10", 5)
    with pytest.raises(BadQuestion):
        five + Figure(Decimal(1), Basis.CUMULATIVE, "2009/10", 10)


def test_statement_says_everything_it_must() -> None:
    found = dict(top_down(REGISTER, A, date(2026, 3, 31)).statement)
    assert set(found) == {
        "Base", "Price base", "Estimated", "Space standard", "Phase profile", "Counted for",
        "Receipts", "Service integration", "Discounting", "Assumption set", "Run date", "Status",
    }  # fmt: skip
    assert found["Run date"] == "2026-03-31"
    assert found["Estimated"].startswith(
        "73% of properties have no cost lines; 73% are extrapolated"
    )
    assert found["Status"] == "indicative — not a decision"


def test_all_words_are_fit_to_print() -> None:
    found = top_down(REGISTER, A, TODAY)
    words = [*found.ambiguities, found.integration_note]
    words += [text for pair in found.statement for text in pair]
    assert [lint(text) for text in words if lint(text)] == []


def test_register_base_leaves_out_schools_campuses_and_what_is_not_operated() -> None:
    places = properties(
        {"organisation": "CC"},
        {"organisation": "CC", "type_code": "library"},
        {"organisation": "CC", "type_code": "school_primary"},
        {"organisation": "CC", "type_code": "land", "operational": False},
        {"organisation": "X"},
        {"organisation": "X", "type_code": "crematorium"},
    )
    given = costs(P1=50_000, P2=60_000, P3=100_000, P4=10, P5=70_000, P6=1)
    found = register_base(places, given, A, frozenset({"CC"}))
    assert (found.extrapolation_count, found.comparator_count) == (3, 2)
    assert found.comparator_cost_gbp_pa == 110_000
    assert found.imputed_share == 0
