"""The county's published figures, reproduced from imported files."""

import pytest
from sqlalchemy import func, select

from estate.db import tables as t


@pytest.fixture(scope="module")
def stats(club):
    return club.get("/api/v1/stats").raise_for_status().json()


def table(stats):
    return {row["segment"]: row for row in stats["county_table"]}


def test_twenty_organisations_in_scope_hold_more_than_thirteen_hundred_properties(stats):
    assert stats["properties"] >= 1_301
    assert stats["organisations_in_scope_with_properties"] == 20
    assert stats["associates_with_properties"] >= 1


def test_stats_count_what_the_table_holds(stats, sample_engine):
    with sample_engine.connect() as connection:
        counted = dict(
            connection.execute(
                select(t.property_.c.sensitivity, func.count()).group_by(t.property_.c.sensitivity)
            ).all()
        )
    assert sum(counted.values()) == 1_324
    assert stats["properties"] == counted["open"] + counted.get("club", 0)


def test_every_property_came_from_a_file(sample_engine):
    p, b = t.property_.c, t.import_batch.c
    statement = (
        select(func.count())
        .select_from(t.property_.outerjoin(t.import_batch))
        .where((b.file_sha256.is_(None)) | (p.row_number.is_(None)))
    )
    with sample_engine.connect() as connection:
        assert connection.execute(statement).scalar_one() == 0


@pytest.mark.parametrize(
    ("segment", "count", "m2", "gbp"),
    [
        ("schools", 294, 620_000, 31_000_000),
        ("other_operational", 174, 141_000, 9_588_000),
        ("non_operational", 66, 36_000, 108_000),
    ],
)
def test_the_county_table_is_reproduced_to_the_pound(stats, segment, count, m2, gbp):
    row = table(stats)[segment]
    assert (row["properties"], row["gia_m2"], row["cost_gbp_pa"]) == (count, m2, gbp)


def test_the_extrapolation_base_counts_645(stats):
    rows = {row["segment"]: row for row in stats["segments"]}
    assert rows["other_operational"]["properties"] == 645


def test_the_book_value_is_above_three_billion(stats):
    assert stats["book_value"]["book_value_gbp"] > 3_000_000_000


def test_bromsgroves_sixteen_buildings_stand_ready(sample_engine):
    centre = func.ST_SetSRID(func.ST_MakePoint(396_020, 270_852), 27700)
    p, o = t.property_.c, t.organisation.c
    statement = (
        select(func.count(), func.count(p.organisation_code.distinct()))
        .select_from(t.property_.join(t.organisation))
        .where(func.ST_DWithin(p.rep_point, centre, 800), o.in_scope, p.operational,
               p.use_class != "non_operational")
    )  # fmt: skip
    with sample_engine.connect() as connection:
        buildings, organisations = connection.execute(statement).one()
    assert buildings == 16
    assert 8 <= organisations <= 10


@pytest.fixture(scope="module")
def estimate(club):
    return club.get("/api/v1/savings/top-down").raise_for_status().json()


def test_three_labelled_bases(estimate):
    bases = {base["key"]: base for base in estimate["bases"]}
    assert bases["as_published"]["amount_gbp"] == 35_475_000
    assert round(bases["before_rounding"]["amount_gbp"]) == 35_586_207
    assert round(bases["register"]["amount_gbp"]) == 35_541_724
    assert all(base["label"] and base["formula"] for base in estimate["bases"])


def test_the_implied_range_is_8_46_to_16_91_per_cent(estimate):
    base = estimate["bases"][0]
    assert f"{100 * base['implied_share_low']:.2f}" == "8.46"
    assert f"{100 * base['implied_share_high']:.2f}" == "16.91"


def test_the_factor_five_is_labelled_off_and_not_added(estimate):
    integration = estimate["integration"]
    assert integration["included"] is False
    assert len(integration["readings"]) >= 3
    for reading in integration["readings"]:
        assert reading["included"] is False
        assert reading["formula"]
        assert reading["low"]["strand"] != estimate["saving"]["low"]["strand"]
    assert estimate["saving"]["low"]["amount_gbp"] == 3_000_000
    assert estimate["saving"]["high"]["amount_gbp"] == 6_000_000
    own = next(base for base in estimate["bases"] if base["key"] == "register")
    for end, published in (("low", 3_000_000), ("high", 6_000_000)):
        of_own = own["amount_gbp"] * published / 35_475_000
        assert estimate["own_saving"][end]["amount_gbp"] == pytest.approx(of_own, abs=1)


def test_premises_cost_says_how_much_of_it_is_imputed(stats):
    cost = stats["premises_cost"]
    assert 600 < cost["properties"] <= 645  # unsigned organisations' rows are not used
    assert "signed" in cost["scope"]
    assert cost["low_gbp_pa"] < cost["central_gbp_pa"] < cost["high_gbp_pa"]
    assert 0 < cost["imputed_share"] < 1
    assert sum(cost["properties_by_tier"].values()) == cost["properties"]
    assert cost["properties_by_tier"]["actual"] >= 174


def test_a_property_without_cost_lines_shows_an_imputed_range_and_its_tier(club, sample_engine):
    p, c = t.property_.c, t.cost_line.c
    statement = (
        select(p.property_id)
        .select_from(t.property_)
        .join(t.organisation)
        .outerjoin(t.cost_line, c.property_id == p.property_id)
        .where(c.property_id.is_(None), t.organisation.c.signed_on.is_not(None), p.operational)
        .limit(1)
    )
    with sample_engine.connect() as connection:
        found = connection.execute(statement).scalar_one()
    cost = club.get(f"/api/v1/properties/{found}").raise_for_status().json()["cost"]
    assert cost["imputed"] is True
    assert cost["low"] <= cost["central"] <= cost["high"]
    assert cost["tier"]["code"] in {"organisation_peers", "county_peers", "benchmark"}
    assert cost["tier"]["label"]


def test_what_is_counted_stands_in_one_order_the_most_frequent_first(stats):
    for name in ("use_class", "availability", "sharing"):
        counted = list(stats[name].items())
        assert counted == sorted(counted, key=lambda one: (-one[1], one[0])) and counted, name
