"""Candidates as files: a line each for CSV and spreadsheets, lines on a map for GeoJSON."""

from collections.abc import Mapping, Sequence

from api.html.tables import workbook
from estate.answers.answer import Coded
from estate.answers.candidates.candidate import ONE_OFF_BASIS, Candidate, Part, Side
from estate.answers.travelling import Travelling
from estate.assumptions import AssumptionSet
from estate.codes import DISCLAIMER
from estate.exports.delimited_text import csv_bytes
from estate.rows import NewRow

HEADINGS = (
    "rank",
    "candidates_matched",
    "id",
    "kind",
    "kind_label",
    "guest",
    "guest_ref",
    "guest_property_id",
    "guest_occupation_id",
    "guest_organisation",
    "guest_town",
    "guest_tenure",
    "guest_tenure_label",
    "host",
    "host_ref",
    "host_property_id",
    "host_organisation",
    "host_town",
    "host_tenure",
    "host_tenure_label",
    "fit",
    "fit_label",
    "ask_for",
    "score",
    "score_spread",
    "evidence",
    "minutes",
    "distance_m",
    "need_m2",
    "need_basis",
    "need_basis_label",
    "spare_m2",
    "spare_basis",
    "spare_basis_label",
    "moves",
    "part_goes_m2",
    "part_stays_m2",
    "part_posts_go",
    "part_posts_stay",
    "exit_kind",
    "exit_kind_label",
    "exit_date",
    "act_by",
    "dates_to",
    "saving_low_gbp_pa",
    "saving_central_gbp_pa",
    "saving_high_gbp_pa",
    "imputed_share",
    "whole_building",
    "one_off_gbp",
    "energy_change_low_kwh_pa",
    "energy_change_kwh_pa",
    "energy_change_high_kwh_pa",
    "emissions_change_low_tco2e_pa",
    "emissions_change_tco2e_pa",
    "emissions_change_high_tco2e_pa",
    "energy_known_from",
    "energy_factors_year",
    "protocol_pending",
    "unknowns",
    "explanation",
    "business_case",
    "basis",
    "years",
    "price_base",
    "assumption_set",
    "disclaimer",
)
#: What follows where minutes follow a network.
_BY_NETWORK = ("distance_basis", "minutes_rest_on")
_SIDES = ("guest", "host")
_ASSUMPTION_HEADINGS = ("name", "value", "unit", "source", "year", "note", "overridden")
_LINE_ONLY = ("candidates_matched", "basis", "years", "price_base", "assumption_set", "disclaimer")


def flat(one: Candidate, assumptions: AssumptionSet, site: str = "") -> NewRow:
    """A candidate as one line of a spreadsheet; ``site`` is where the address of its business
    case begins."""
    saving, mine = one.saving, vars(one)
    return {
        **{name: mine[name] for name in HEADINGS if name in mine and name not in _SIDES},
        **_side("guest", one.guest),
        **_side("host", one.host),
        "guest_occupation_id": one.guest.occupation_id,
        "moves": "whole" if one.part is None else "part",
        **_part(one.part),
        **_coded("need_basis", one.need_basis),
        **_coded("spare_basis", one.spare_basis),
        "saving_low_gbp_pa": saving.low,
        "saving_central_gbp_pa": saving.central,
        "saving_high_gbp_pa": saving.high,
        "imputed_share": saving.imputed_share,
        "whole_building": _yes(saving.whole_building),
        "one_off_gbp": one.one_off.central,
        **_energy(one),
        "exit_date": one.leaves,
        "act_by": one.acts_by,
        "dates_to": "day" if one.by_day else "quarter",
        "ask_for": "; ".join(one.ask_for),
        "protocol_pending": _yes(one.protocol_pending),
        "unknowns": "; ".join(one.unknowns),
        "business_case": None if one.scheme_page is None else site + one.scheme_page,
        "basis": saving.basis,
        "years": "each year from the guest's way out",
        "price_base": assumptions.text("price_base"),
        "assumption_set": assumptions.id,
    }


def _side(role: str, side: Side) -> NewRow:
    return {
        role: side.name,
        f"{role}_ref": side.ref,
        f"{role}_property_id": side.property_id,
        f"{role}_organisation": side.organisation.code,
        f"{role}_town": side.town,
        **_coded(f"{role}_tenure", side.tenure),
    }


def _part(part: Part | None) -> NewRow:
    named = ("goes_m2", "stays_m2", "posts_go", "posts_stay")
    return {f"part_{name}": getattr(part, name, None) for name in named}


def _energy(one: Candidate) -> NewRow:
    """What the two buildings use more, or less, and emit; nothing where it is not known."""
    found = one.energy if "energy" in vars(one) else None
    if found is None:
        return {}
    kwh, tonnes = found.change_kwh_pa, found.change_tco2e_pa
    return {
        "energy_change_low_kwh_pa": kwh.low,
        "energy_change_kwh_pa": kwh.middle,
        "energy_change_high_kwh_pa": kwh.high,
        "emissions_change_low_tco2e_pa": tonnes.low,
        "emissions_change_tco2e_pa": tonnes.middle,
        "emissions_change_high_tco2e_pa": tonnes.high,
        "energy_known_from": found.tier_label,
        "energy_factors_year": found.factors_year,
    }


def _coded(name: str, found: Coded | None) -> NewRow:
    code, label = (None, None) if found is None else (found.code, found.label)
    return {name: code, f"{name}_label": label}


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def as_csv(
    rows: Sequence[Candidate],
    assumptions: AssumptionSet,
    matched: int,
    site: str = "",
    travel: Travelling | None = None,
) -> bytes:
    """One line a candidate, each with what its figures rest on, and of how many it is one; the
    disclaimer stands once, on the first. ``travel``: what minutes rest on, where that is a
    network."""
    lines = [flat(row, assumptions, site) | {"candidates_matched": matched} for row in rows]
    if travel is not None:
        for row, line in zip(rows, lines, strict=True):
            line |= {"distance_basis": row.distance_basis, "minutes_rest_on": travel.words}
    for line in lines[:1]:
        line["disclaimer"] = DISCLAIMER
    return csv_bytes(lines, HEADINGS if travel is None else (*HEADINGS, *_BY_NETWORK))


def as_workbook(
    rows: Sequence[Candidate],
    assumptions: AssumptionSet,
    about: Mapping[str, str],
    site: str = "",
    travel: Travelling | None = None,
) -> bytes:
    """Sheets "Sharing options", "About" (what was asked, by whom) and "Assumptions"."""
    shown = [name for name in HEADINGS if name not in _LINE_ONLY]
    lines = [flat(row, assumptions, site) for row in rows]
    told = {
        **about,
        "Price base": assumptions.text("price_base"),
        "Assumption set": f"{assumptions.id} ({assumptions.name})",
        "One-off cost": f"£ once: {ONE_OFF_BASIS}",
        "Energy": "kWh and tCO₂e a year that the two buildings use more; below nought less. "
        "It is not included in the money figures",
        "Savings": "£ in a full year, for the club as a whole, before one-off costs; not additive",
        **({} if travel is None else {"Minutes": travel.words}),
        "Disclaimer": DISCLAIMER,
    }
    echoed = [[_word(row[name]) for name in _ASSUMPTION_HEADINGS] for row in assumptions.echo()]
    return workbook(
        {
            "Sharing options": (shown, [[line.get(name) for name in shown] for line in lines]),
            "About": (("What", "Words"), list(told.items())),
            "Assumptions": (_ASSUMPTION_HEADINGS, echoed),
        }
    )


def _word(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def as_lines(rows: Sequence[Candidate], assumptions: AssumptionSet) -> NewRow:
    """GeoJSON lines from guest to host."""
    features = [
        {
            "type": "Feature",
            "id": one.id,
            "geometry": {
                "type": "LineString",
                "coordinates": [one.guest.point, one.host.point],
            },
            "properties": flat(one, assumptions),
        }
        for one in rows
    ]
    return {"type": "FeatureCollection", "features": features, "disclaimer": DISCLAIMER}
