"""A town's plan as files for a map and for a spreadsheet."""

import io
from typing import Any

import numpy as np
import orjson
from xlsxwriter import Workbook

from api.business_case.workbook import Sheet
from api.http.values import collection
from api.towns.options_tables import NEGATIVE_COST
from estate.answers.towns.plan import TownPlan, case_of
from estate.answers.towns.question import TownQuestion
from estate.codes import DISCLAIMER
from estate.geometry import to_lonlat

_ABOUT = (
    "Sums, nets and the present value are formulas: change a figure and they follow. What each "
    "move costs is worked out by the service and does not follow from a changed date."
)


def geojson(plan: TownPlan) -> bytes:
    """Buildings as points with their role, moves as lines, longitude and latitude (RFC 7946)."""
    placed = [one for one in plan.buildings if one.easting is not None and one.northing is not None]
    east = np.array([one.easting for one in placed], dtype=np.float64)
    north = np.array([one.northing for one in placed], dtype=np.float64)
    lon, lat = to_lonlat(east, north) if placed else (east, north)
    at = {
        one.key: [round(x, 6), round(y, 6)]
        for one, x, y in zip(placed, lon.tolist(), lat.tolist(), strict=True)
    }
    features = [
        _feature(
            "Point",
            at[one.key],
            {
                "kind": "building",
                "of": one.kind,
                "property_id": one.property_id,
                "host_id": one.host_id,
                "name": one.name,
                "organisation": one.organisation.code,
                "role": one.role,
                "role_words": one.role_words,
                "reason": one.reason,
                "moves_in": one.moves_in,
                "moves_out": one.moves_out,
            },
        )
        for one in placed
    ]
    features += [
        _feature(
            "LineString",
            [at[one.leaves.key], at[one.host.key]],
            {
                "kind": "move",
                "occupier": one.occupier,
                "from": one.leaves.name,
                "to": one.host.name,
                "need_m2": one.need_m2,
                "year": one.year,
                "first_day": str(one.first),
                "act_by": str(one.begins),
                "words": one.words,
            },
        )
        for one in plan.moves
        if one.leaves.key in at and one.host.key in at
    ]
    told = {
        "sentence": plan.sentence,
        "minutes_rest_on": plan.travel.words,
        "reader": plan.reader,
        "disclaimer": DISCLAIMER,
    }
    return collection(features, told)


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> bytes:
    geometry = {"type": kind, "coordinates": coordinates}
    return orjson.dumps({"type": "Feature", "geometry": geometry, "properties": properties})


def workbook(question: TownQuestion, plan: TownPlan) -> bytes:
    """What it is, moves, buildings, years and partners; their sums as formulas."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    _about(Sheet(book, "About"), plan)
    _moves(Sheet(book, "Moves"), plan)
    _buildings(Sheet(book, "Buildings"), plan)
    _years(Sheet(book, "Years"), question, plan)
    _partners(Sheet(book, "Partners"), plan)
    book.close()
    return stream.getvalue()


def _about(page: Sheet, plan: TownPlan) -> None:
    page.write(["What could happen in", plan.town], bold=True)
    for name, text in [
        ("In short", plan.sentence),
        ("How sure", plan.standing.words),
        ("Counted for", plan.lens),
        ("Prices", f"{plan.price_base}, real; GBP"),
        ("Figures", plan.figures),
        ("Minutes", plan.travel.words),
        ("As seen by", plan.reader),
        *(("Offered besides", one.words) for one in plan.asked.hosts),
        *(("Asked for", one.words) for one in plan.asked.wishes),
        *((one.name, one.text) for one in plan.statement),
        ("Formulas", _ABOUT),
        ("Disclaimer", DISCLAIMER),
    ]:
        page.write([name, text])


def _moves(page: Sheet, plan: TownPlan) -> None:
    heads = ["Who could move", "From", "To", "Space m²", "There from", "Latest start"]
    leases = ["Lease of the building left", "Lease of the building moved into"]
    page.write([*heads, "Residents' minutes", *leases, "In words"], bold=True)
    for one in plan.moves:
        page.write(
            [
                one.occupier,
                one.leaves.name,
                one.host.name,
                one.need_m2,
                str(one.first),
                "now" if one.act_by_passed else str(one.begins),
                one.residents_minutes,
                one.leaves_lease.words,
                one.host_lease.words,
                one.words,
            ]
        )
    last = page.row
    page.cell(last, 0, "Sum", bold=True)
    _sum(page, last, 3, "D", sum(one.need_m2 or 0 for one in plan.moves))
    _sum(page, last, 6, "G", sum(one.residents_minutes for one in plan.moves))


def _sum(page: Sheet, row: int, column: int, letter: str, value: float) -> None:
    """The sum of a column beneath it; of no rows, nought."""
    if row > 1:
        page.formula(row, column, f"=SUM({letter}2:{letter}{row})", value, bold=True)


def _buildings(page: Sheet, plan: TownPlan) -> None:
    page.write(
        ["Building", "Organisation", "With this plan", "Why", "Move in", "Move out"], bold=True
    )
    for one in plan.buildings:
        page.write(
            [
                one.name,
                one.organisation.name,
                one.role_words,
                one.reason,
                one.moves_in,
                one.moves_out,
            ]
        )
    last = page.row
    page.cell(last, 0, "Sum", bold=True)
    _sum(page, last, 4, "E", sum(one.moves_in for one in plan.buildings))
    _sum(page, last, 5, "F", sum(one.moves_out for one in plan.buildings))


def _years(page: Sheet, question: TownQuestion, plan: TownPlan) -> None:
    """Net is saved less paid; the present value the sum of net × factor."""
    heads = ["Financial year", "Paid once", "Saved", "Both together", "Factor"]
    page.write([*heads, "Cost if nobody moved", "Cost with the plan"], bold=True)
    found = question.found.plan
    case = None if found is None else case_of(question, found)
    if case is None:
        return
    for at, one in enumerate(plan.years):
        row = page.row
        page.write([one.year, one.one_off_gbp, one.saving_gbp])
        page.formula(row, 3, f"=C{row + 1}-B{row + 1}", one.net_gbp)
        page.cell(row, 4, float(case.discounting.factor(at)))
        page.cell(row, 5, one.do_minimum_gbp)
        page.cell(row, 6, one.with_plan_gbp)
    last = page.row
    page.cell(last, 0, "Sum", bold=True)
    for column, name in enumerate(("one_off_gbp", "saving_gbp", "net_gbp"), 1):
        value = sum(getattr(one, name) for one in plan.years)
        _sum(page, last, column, "ABCD"[column], value)
    if any(one.with_plan_gbp < 0 for one in plan.years):
        page.cell(last + 3, 0, NEGATIVE_COST)
    page.cell(last + 1, 0, "Present value", bold=True)
    worth = plan.worth_gbp or 0.0
    page.formula(last + 1, 3, f"=SUMPRODUCT(D2:D{last},E2:E{last})", worth, bold=True)


def _partners(page: Sheet, plan: TownPlan) -> None:
    heads = ["Partner", "Could leave", "Its moves", "Takes in", "Gain over the years"]
    page.write(
        [*heads, "A year", "Pays once", "First year it pays", "First year it saves", "Note", "Why"],
        bold=True,
    )
    for one in plan.partners:
        note = "" if one.sign_known else "whether it gains or loses is not known"
        page.write(
            [
                one.organisation.name,
                ", ".join(place.name for place in one.could_leave),
                one.moves,
                one.takes_in,
                one.present_value_gbp,
                one.yearly_saving_gbp_pa,
                one.one_off_gbp,
                one.first_paid or "never",
                one.first_saved or "never",
                note,
                one.why,
            ]
        )
    last = page.row
    page.cell(last, 0, "Sum", bold=True)
    for column, name in (
        (4, "present_value_gbp"),
        (5, "yearly_saving_gbp_pa"),
        (6, "one_off_gbp"),
    ):
        value = sum(getattr(one, name) for one in plan.partners)
        _sum(page, last, column, "ABCDEFG"[column], value)
