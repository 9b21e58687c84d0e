"""The methods as pages: all are shown, their links lead somewhere, none of their text is code."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.methods import defaults as methods_defaults
from api.methods import method_pages as methods_documents
from estate.assumptions import DEFAULTS
from estate.quality.fields_asked_for import RULES

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = [*sorted((DOCS / "methods").glob("*.md")), DOCS / "glossary.md", DOCS / "members.md"]


def address(file: Path) -> str:
    return "/methods" if file.stem == "README" else f"/methods/{file.stem}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_a_page_whose_links_lead_somewhere(public: TestClient, file: Path) -> None:
    answer = public.get(address(file))
    assert answer.status_code == 200, answer.text
    title = file.read_text().splitlines()[0].removeprefix("# ")
    assert f"<h1>{title}</h1>" in answer.text
    body = answer.text.partition('<article class="method">')[2].partition("</article>")[0]
    for link in re.findall(r'href="([^"]+)"', body):
        if not link.startswith("https://"):
            to, _, part = link.partition("#")
            led = public.get(to or address(file))
            assert led.status_code == 200, link
            assert not part or f'id="{part}"' in led.text, link


def test_every_page_of_methods_is_listed_on_the_first(public: TestClient) -> None:
    listed = set(re.findall(r'href="(/methods/[^"#]+)"', public.get("/methods").text))
    assert listed == {address(file) for file in FILES} - {"/methods"}


def test_a_name_that_is_none_is_said(public: TestClient) -> None:
    for name in ("nothing", "..%2F..%2FREADME", "README"):
        answer = public.get(f"/methods/{name}")
        assert answer.status_code == 404, name
    assert "lists them" in public.get("/methods/nothing").text


def test_html_in_a_text_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text(
        "# A\n\n<script>alert(1)</script>\n\n## What is 1.5 × £2?\n\n[b](leases.md#c)\n"
    )
    html = methods_documents._page(file).html
    assert "<script" not in html
    assert '<h2 id="what-is-15-2">' in html
    assert 'href="/methods/leases#c"' in html


def test_every_page_leads_to_them(public: TestClient) -> None:
    assert 'href="/methods"' in public.get("/county").text


def test_every_default_is_on_the_page_under_its_name(public: TestClient) -> None:
    text = public.get("/methods/defaults").text
    rows = set(re.findall(r'<tr role="row" id="([^"]+)"', text))
    uses = {name for name in DEFAULTS if name.startswith("compat_")}
    assert rows == (DEFAULTS.keys() | RULES.keys()) - uses
    assert len(uses) == sum(len(row) - 1 for row in methods_defaults.tables()["uses"][0].rows)
    for page in {page for _, page in methods_defaults.tables().values()}:
        assert f'href="/methods/{page}"' in text
        assert public.get(f"/methods/{page}").status_code == 200


def test_the_tables_of_defaults_are_files_too(public: TestClient) -> None:
    answer = public.get("/methods/defaults/case.csv")
    assert answer.status_code == 200
    head, *lines = answer.text.lstrip("\ufeff").splitlines()
    assert head == "name,called,value,unit,year,source,note"
    assert any(line.startswith("void_share,Cost of holding the empty building,0.35,")
               for line in lines)  # fmt: skip
    assert public.get("/methods/defaults/uses.xlsx").status_code == 200
    assert public.get("/methods/defaults/nothing.csv").status_code == 404


def test_a_default_stands_where_most_of_its_name_says() -> None:
    assert methods_defaults.section_of("sigma_band").key == "bands"
    assert methods_defaults.section_of("sigma_actual").key == "ranges"
    assert methods_defaults.section_of("no_such") is methods_defaults.FURTHER


#: Figures as the pages name them, from the defaults: a page whose figure is no longer the default
#: is mended with it.
NAMED = {
    "what-is-saved-when": (
        "avoidable share ({avoidable_share:.0%}, range 10 to {avoidable_share_high:.0%})",
        "£{marginal_host_gbp_per_m2} (£{marginal_host_low_gbp_per_m2} to "
        "£{marginal_host_high_gbp_per_m2})",
        "Fit-out £{fit_out_gbp_per_m2} (£{fit_out_low_gbp_per_m2} to £{fit_out_high_gbp_per_m2})",
        "moving £{moves_gbp_per_fte} (£{moves_low_gbp_per_fte} to £{moves_high_gbp_per_fte})",
        "ICT £{ict_gbp_per_fte} (£{ict_low_gbp_per_fte} to £{ict_high_gbp_per_fte:,})",
        "dilapidations £{dilapidations_gbp_per_m2} (£{dilapidations_low_gbp_per_m2} to "
        "£{dilapidations_high_gbp_per_m2})",
        "Project management is {project_management:.0%}",
        "{optimism_bias_standard:.0%} or {optimism_bias_non_standard:.0%}",
        "{void_share:.0%} of what it cost besides rent",
        "ready, {host_ready_months} months",
        "{discount_rate:.1%} a year real up to year {discount_step_year}",
        "year 30, {discount_rate_later:.1%} after",
    ),
    "as-the-green-book-has-it": (
        "{optimism_bias_standard:.0%} for standard buildings, {optimism_bias_non_standard:.0%} for",
        "lower than {optimism_bias_standard_lower:.0%} and {optimism_bias_non_standard_lower:.0%}",
        "| {bias_part_brief_standard:.0%} | {bias_part_brief_non_standard:.0%} |",
        "| {bias_part_survey_standard:.0%} | {bias_part_survey_non_standard:.0%} |",
        "| {bias_part_design_standard:.0%} | {bias_part_design_non_standard:.0%} |",
        "| {bias_part_contractor_standard:.0%} | {bias_part_contractor_non_standard:.0%} |",
        "| {bias_part_contract_standard:.0%} | {bias_part_contract_non_standard:.0%} |",
        "{dilapidations_share_full:.0%} full repairing, {dilapidations_share_internal:.0%} "
        "internal only, {dilapidations_share_schedule:.0%} with a schedule of condition, "
        "{dilapidations_share_unknown:.0%} where",
        "(`landlord_works_share`, {landlord_works_share:.0%})",
        "{relet_cost_share:.0%} of a year's rent",
        "£{passing_on_gbp_per_m2} (£{passing_on_low_gbp_per_m2} to £{passing_on_high_gbp_per_m2})",
        "(`mrp_years`, {mrp_years},", "(`vat_not_recovered`, {vat_not_recovered:.0%} of",
    ),
    "premises-cost": (
        "£{benchmark_schools_gbp_per_m2} (schools), £{benchmark_other_operational_gbp_per_m2} "
        "(other",
        "{mean_area_schools_m2:,} m² (schools), {mean_area_other_operational_m2} m²",
        "£{outlier_min_gbp_per_m2} to £{outlier_max_gbp_per_m2}",
        "{imputed_running_share:.0%} is running cost ({imputed_running_share_pfi:.0%} under",
        "{rates_share_of_rent_and_rates:.0%} are rates",
        "{imputed_club_share_partner_lease:.0%} stays within",
    ),
    "what-a-range-means": (
        "{monte_carlo_draws:,} draws",
        "reported {sigma_actual}; worked out from the organisation's like properties "
        "{sigma_organisation_peers}, from the county's {sigma_county_peers:.2f}",
        "own area {sigma_benchmark_with_area}, from a benchmark of both area and rate "
        "{sigma_benchmark:.2f}",
        "share one error besides** ({sigma_shared:.2f})",
    ),
    "how-a-candidate-is-scored": (
        "| Use | {weight_use:.2f} |", "| Room | {weight_capacity:.2f} |",
        "| Distance | {weight_distance:.2f} |", "| Lease | {weight_lease:.2f} |",
        "| Ratings | {weight_rag:.2f} |", "| Saving | {weight_saving:.2f} |",
        "| Journeys | {weight_access:.2f} |", "| Condition | {weight_condition:.2f} |",
        "amber {rag_guest_availability_amber}, green 1",
        "staff × the occupier's own flat figure, else × {m2_per_fte} m²",
        "desks × {m2_per_desk} m²", "{candidate_min_compatibility} or more in the",
        "up to {max_minutes_public} minutes' walk around itself, an office {max_minutes_office}",
        "÷ £{saving_full_score_gbp:,}", "Below {low_evidence_below} a candidate",
        "less than {whole_move_min_ratio:.0%} of the need",
    ),
    "space": (
        "a desk with its meeting space and storage ({space_m2_per_desk} + "
        "{space_meeting_m2_per_desk} + {space_storage_m2_per_desk})",
        "| desks for each post | {space_desks_per_post} |",
        "| attendance of mobile posts | {space_mobile_attendance:.0%} |",
        "| a front office's counter | {space_counter_m2} m² |",
        "from {space_range_low_m2} to {space_range_high_m2} m² a person",
        "{space_range_own_share:.0%} either way", "below {suggest_measured_use_below:.0%} for two",
        "at least {suggest_measured_use_months} months apart", "{m2_per_fte} m² for each post",
    ),
    "ratings": (
        "at least {suggest_spare_m2} m²", "less than {suggest_adjoining_m} m from",
    ),
    "land": (
        "no more than {land_touching_m} m apart", "at least {land_min_boundary_m} m of boundary",
        "up to {land_across_road_m} m apart", "at least {land_min_ha} ha",
    ),
    "data-quality": (
        "| Completeness | {quality_weight_completeness:.2f} |",
        "| Consistency | {quality_weight_consistency:.2f} |",
        "up to {quality_amber_after_months} months", "up to {quality_red_after_months} months",
        "within {quality_max_floors} times the outline",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_the_figures_that_a_page_names_are_the_defaults(name: str) -> None:
    text = (DOCS / "methods" / f"{name}.md").read_text().replace(" %", "%")
    figures = {one.name: one.value for one in [*DEFAULTS.values(), *RULES.values()]}
    for phrase in NAMED[name]:
        assert phrase.format(**figures) in text, phrase
