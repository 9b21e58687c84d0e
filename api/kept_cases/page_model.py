"""What the pages of kept cases show: tables, made ready to be shown and downloaded."""

from collections.abc import Sequence
from typing import Any

from api.html.format import DASH, Shown, day, estimate, moment, number, per_cent, pounds
from api.html.tables import Column, Table
from estate.answers.cases.kept_cases import Compared, KeptCaseRow, Opened, Today
from estate.answers.opportunities.opening import Resting
from estate.assumptions import DEFAULTS, words
from estate.club.kept_cases import Kept
from estate.club.options_appraisal import Measure, Option, Unpriced
from estate.club.sealed_record import Edition, day_of
from estate.club.what_moved import FigureMoved
from estate.quarters import Quarter
from estate.rounding import about_number
from estate.rows import NewRow


def value(
    amount: Any, unit: str, extent: Sequence[float] | None = None, *, exact: bool = True
) -> Shown:
    """A figure with its unit, sums that rest on bands to two figures (in files as sealed); a range
    where its sign is not known."""
    if amount is None and extent is not None:
        low, high = map(estimate, extent)
        return Shown(f"{low} to {high}", f"{extent[0]} to {extent[1]}")
    if amount is None:
        return Shown("never" if unit == "year" else DASH, None)
    if unit == "share":
        return Shown(per_cent(amount), amount)
    if unit == "year":
        return Shown(number(amount), amount)
    if unit in _OF_ENERGY:
        return _of_energy(amount, unit, extent)
    return Shown(pounds(amount) if exact else estimate(amount), amount)


#: Units of energy: sums of estimates.
_OF_ENERGY = ("kWh a year", "tCO2e a year")


def _of_energy(amount: float, unit: str, extent: Sequence[float] | None) -> Shown:
    """A yearly figure of energy or of emissions, with its range, to two significant figures."""
    each = (amount, *(extent or ()))
    told = [about_number(one).replace("-", "−") for one in each]
    of = unit.removesuffix(" a year").replace("CO2", "CO₂")
    between = f" ({told[1]} to {told[2]})" if extent else ""
    return Shown(f"{told[0]} {of}{between}", amount)


def listing(rows: Sequence[KeptCaseRow]) -> Table:
    """The versions that are kept."""
    columns = (
        Column("label", "Called", link="page"),
        Column("version", "Version", "number"),
        Column("guest", "Guest, or town"),
        Column("host", "Host"),
        Column("kept_on", "Kept on", "day"),
        Column("by", "By"),
        Column("sign_offs", "Sign-offs", "number"),
        Column("intact", "As sealed"),
        Column("register_version", "Register's version", "file"),
        Column("sha256", "SHA-256", "file"),
        Column("id", "Id", "file"),
    )
    lines = [
        {
            "label": one.label,
            "page": f"/cases/{one.id}",
            "version": one.version,
            "guest": one.about,
            "host": (one.host and one.host.name) or DASH,
            "kept_on": one.kept_on,
            "by": one.organisation or "the club",
            "sign_offs": one.sign_offs,
            "intact": "yes" if one.intact else "no: it has been changed",
            "register_version": one.register_version,
            "sha256": one.sha256,
            "id": str(one.id),
        }
        for one in rows
    ]
    empty = "No business case is kept that rests on what you see. Editors keep one on its page."
    return Table("cases", "Kept business cases", columns, lines, empty=empty)


def tables(found: Opened, beside: Today, resting: Sequence[Resting] = ()) -> dict[str, Table]:
    """Every table of a version's page by its name; none where it is not shown."""
    if found.shown is None:
        return {}
    edition = found.shown.edition
    made = (
        _figures(edition, beside),
        _inputs_moved(beside),
        _assumptions_moved(beside),
        _years(edition),
        _inputs(edition),
        _assumptions(found.shown.known, edition),
        _resting(resting),
        _sign_offs(found),
    )
    return {one.name: one for one in made}


def _figures(edition: Edition, beside: Today) -> Table:
    """As kept, and beside it today where there is a today."""
    today = {one.key: one for one in beside.figures}
    rows, exact = [], edition.exact
    for one in edition.figures:
        moved = today.get(one.key)
        row = {
            "label": one.label,
            "kept": value(one.value, one.unit, one.extent, exact=exact),
            "unit": one.unit,
            "basis": one.basis,
        }
        if moved is not None:
            row |= {
                "now": value(moved.now, one.unit, moved.now_range, exact=exact),
                "difference": _difference(moved, exact),
            }
        rows.append(row)
    columns = [
        Column("label", "Figure"),
        Column("kept", "As kept", "amount"),
        Column("now", "Today", "amount"),
        Column("difference", "Difference", "amount"),
        Column("unit", "Unit", "file"),
        Column("basis", "Counted how", "long"),
    ]
    if not today:
        columns = [one for one in columns if one.key not in ("now", "difference")]
    return Table("figures", "Figures as kept and today", tuple(columns), rows)


def _difference(one: FigureMoved, exact: bool) -> Shown:
    if not one.moved:
        return Shown("none", 0)
    if one.difference is None:
        return Shown("moved", None)
    sign = "+" if one.difference > 0 else ""
    return Shown(sign + value(one.difference, one.unit, exact=exact), one.difference)


def _plain(told: Any) -> Any:
    """A sealed value as a page has it: days and quarters in words, numbers with their commas."""
    if isinstance(told, list):
        return ", ".join(map(str, told))
    if isinstance(told, float | int):
        return Shown(number(told, 0 if float(told).is_integer() else 2), told)
    found = day_of(told)
    if found is None:
        return told
    return Shown(found.words if isinstance(found, Quarter) else day(found), told)


def _assumed(name: str, told: Any) -> Any:
    """An assumption's value with its unit; one that this version no longer knows, as it stands."""
    if name not in DEFAULTS or not isinstance(told, int | float | str):
        return _plain(told)
    return Shown(words.value(name, told), told)


def _inputs_moved(beside: Today) -> Table:
    rows = [vars(one) | {"was": _plain(one.was), "now": _plain(one.now)} for one in beside.inputs]
    columns = (
        Column("label", "Input"),
        Column("was", "As kept"),
        Column("now", "Today"),
        Column("unit", "Unit"),
        Column("why", "Why", "long"),
    )
    empty = "No input moved."
    return Table("inputs-moved", "Inputs that moved", columns, rows, empty=empty)


def _assumptions_moved(beside: Today) -> Table:
    rows = [
        {
            "called": words.label(one.name),
            "name": one.name,
            "was": _assumed(one.name, one.was),
            "now": _assumed(one.name, one.now),
            "unit": one.unit,
        }
        for one in beside.assumptions
    ]
    columns = (
        Column("called", "Assumption", small="name"),
        Column("was", "As kept"),
        Column("now", "Today"),
        Column("unit", "Unit", "file"),
    )
    empty = "No assumption behind it moved."
    return Table("assumptions-moved", "Assumptions that moved", columns, rows, empty=empty)


def _years(edition: Edition) -> Table:
    kind = "pounds" if edition.exact else "estimate"
    columns = (
        Column("financial_year", "Year"),
        Column("staying_gbp", "Staying costs", kind),
        Column("moving_gbp", "Moving costs", kind),
        Column("club_gain_gbp", "Gain of the case", kind),
    )
    note = f"The club's cash, undiscounted, {edition.price_base} prices."
    rows = [vars(one) for one in edition.yearly]
    return Table("years", "Year by year, as kept", columns, rows, note)


def _inputs(edition: Edition) -> Table:
    rows = [
        {
            "label": one.label,
            "value": _plain(one.value),
            "unit": one.unit.replace("GBP", "£"),
            "known": one.known_words,
            "source": one.source,
        }
        for one in edition.inputs
    ]
    columns = (
        Column("label", "Input"),
        Column("value", "Value"),
        Column("unit", "Unit"),
        Column("known", "How it is known"),
        Column("source", "Source", "long"),
    )
    return Table("inputs", "What went in, as kept", columns, rows)


def _assumptions(known: Kept, edition: Edition) -> Table:
    """On the page those that the case rests on; in the files each value of the whole set."""
    used = set(edition.used)
    rows = [
        {
            "name": one.name,
            "called": words.label(one.name),
            "value": _assumed(one.name, one.value),
            "unit": one.unit,
            "year": one.year,
            "source": one.source,
            "used": "yes" if one.name in used else "no",
        }
        for one in known.assumptions.values
    ]
    rows.sort(key=lambda row: row["used"], reverse=True)
    columns = (
        Column("called", "Assumption", small="name"),
        Column("value", "Value", "long"),
        Column("unit", "Unit", "file"),
        Column("used", "The case rests on it", "file"),
        Column("year", "Year", "file"),
        Column("source", "Source", "long"),
    )
    return Table("assumptions", "Assumptions and prices, as kept", columns, rows)


def _resting(found: Sequence[Resting]) -> Table:
    """Opportunities whose business case was recorded on this version."""
    columns = (
        Column("number", "No.", "number"),
        Column("title", "Opportunity", link="page"),
        Column("stage_label", "Stage"),
        Column("state", "Its business case"),
    )
    rows = [
        {
            "number": one.number,
            "title": one.title,
            "page": one.page,
            "stage_label": one.stage_label,
            "state": "rests on this version"
            if one.rests_still
            else "has been recorded again since",
        }
        for one in found
    ]
    empty = "No opportunity that you see rests on this version."
    return Table("opportunities", "Opportunities that rest on it", columns, rows, "", empty)


def _sign_offs(found: Opened) -> Table:
    rows = [
        {
            "person": one.person,
            "post": one.post,
            "organisation": one.organisation,
            "signed_at": Shown(moment(one.signed_at), one.signed_at.isoformat()),
            "sha256": one.sha256,
        }
        for one in found.sign_offs
    ]
    columns = (
        Column("person", "Name"),
        Column("post", "Post"),
        Column("organisation", "For"),
        Column("signed_at", "When"),
        Column("sha256", "Hash signed", "file"),
    )
    empty = "Nobody has signed this version off."
    return Table("sign-offs", "Signed off", columns, rows, empty=empty)


def options(found: Compared) -> dict[str, Table]:
    """The options side by side, and what is not costed."""
    return {one.name: one for one in (_options(found), _unpriced(found.answer.unpriced))}


def _options(found: Compared) -> Table:
    columns = [Column("label", "Figure"), Column("do_minimum", "No change", "amount")]
    columns += [
        Column(one.letter, f"{one.letter}: {one.known.label}", "amount") for one in found.options
    ]
    columns += [Column("unit", "Unit", "file"), Column("basis", "Counted how", "long")]
    rows = [_measure(one, found.options) for one in found.answer.rows]
    note = (
        "Every figure of an option is the difference its move makes, so no change stands at "
        "nought. What staying costs is of the buildings of each option."
    )
    return Table("options", "Options side by side", tuple(columns), rows, note)


def _measure(one: Measure, options: Sequence[Option]) -> NewRow:
    cells: NewRow = {"label": one.label, "unit": one.unit, "basis": one.basis}
    nothing, staying = Shown(DASH, None), one.do_minimum
    all_exact = all(option.edition.exact for option in options)
    cells["do_minimum"] = nothing if staying is None else value(staying, one.unit, exact=all_exact)
    for option in options:
        letter, exact = option.letter, option.edition.exact
        cells[letter] = (
            value(one.values[letter], one.unit, one.ranges.get(letter), exact=exact)
            if letter in one.values
            else nothing
        )
    return cells


def _unpriced(found: Sequence[Unpriced]) -> Table:
    rows = [{"text": one.text, "options": ", ".join(one.options)} for one in found]
    columns = (Column("text", "Not costed", "long"), Column("options", "Said of"))
    empty = "Nothing is on record that is not costed."
    return Table("unpriced", "What cannot be priced", columns, rows, empty=empty)


def headline(found: Opened, beside: Today) -> list[NewRow]:
    """The figures at the top: as kept, with today's beneath."""
    if found.shown is None:
        return []
    edition = found.shown.edition
    kept = {one.key: one for one in edition.figures}
    today = {one.key: one for one in beside.figures}
    rows, exact = [], edition.exact
    for key in ("club.npv", "club.run_rate", "club.one_off", "club.peak_need"):
        one, now = kept[key], today.get(key)
        told = ""
        if now is not None:
            told = f"; today {value(now.now, one.unit, now.now_range, exact=exact)}"
        rows.append(
            {
                "value": str(value(one.value, one.unit, exact=exact)),
                "what": one.label,
                "how": f"{one.basis}{told}",
            }
        )
    return rows
