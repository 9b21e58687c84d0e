"""What public bodies spend and what of it premises cost, as tables of page, files and command."""

from api.html.format import pounds_range
from api.html.tables import Column, Table, Withheld
from estate.answers.need.public_spending import CostPart, Division, Purse, SpendingLine
from estate.answers.organisations.statement import CostRangePa

_NOTHING = Withheld("not in this register")
_NOT_SHOWN = Withheld("none you can see")


def tables(found: Purse) -> dict[str, Table]:
    """Spending for everybody; the rest for members of the club."""
    made = [_spending(found)]
    if found.by_service is not None:
        made += [
            _division("services", "Premises cost by service", "Service", found.by_service),
            _division(
                "deprivation",
                "Premises cost by deprivation of the area",
                "Decile",
                found.by_deprivation,
                people=True,
            ),
            _division(
                "need-areas",
                "Premises cost in areas of need",
                "Area",
                found.by_need_area,
                people=True,
            ),
            _directions(found),
        ]
    return {one.name: one for one in made}


def _spending(found: Purse) -> Table:
    member = found.by_service is not None
    columns = [
        Column("body", "Body", link="page"),
        Column("financial_year", "Year"),
        Column("amount_gbp", "Spending", "pounds"),
        Column("share_of_total", "Of the whole", "amount"),
    ]
    if member:
        columns += [
            Column("premises_gbp_pa", "Its premises cost a year", "estimate"),
            Column("premises_share", "Of its spending", "amount"),
            Column("low_gbp_pa", "low_gbp_pa", "file"),
            Column("high_gbp_pa", "high_gbp_pa", "file"),
        ]
    rows = [
        {
            "body": one.body,
            "page": None if one.organisation is None else f"/organisations/{one.organisation.code}",
            "financial_year": one.financial_year,
            "amount_gbp": one.amount_gbp,
            "share_of_total": _share(one.share_of_total),
            **(_beside(one, found) if member else {}),
        }
        for one in found.lines
    ]
    note = ""
    if member:
        note = (
            f"Spending as published, in the money of its year; premises at the prices of "
            f"{found.price_base}. The share compares both at {found.price_base}, with the central "
            "figure of the properties that the body manages, schools and campuses among them. "
            "The county’s premises cost leaves schools and campuses out."
        )
    empty = "No public spending is loaded yet: estate published import spending …"
    return Table("spending", "What public bodies spend", tuple(columns), rows, note, empty)


def _share(part: float) -> str:
    """To a tenth of a per cent: many bodies spend less than one of the whole."""
    return f"{100 * part:.1f}%"


def _beside(one: SpendingLine, found: Purse) -> dict[str, object]:
    missing = _NOTHING if one.organisation is None else _NOT_SHOWN
    cost = one.premises
    return {
        "premises_gbp_pa": missing if cost is None else cost.central_gbp_pa,
        "premises_share": missing if one.premises_share is None else _share(one.premises_share),
        "low_gbp_pa": None if cost is None else cost.low_gbp_pa,
        "high_gbp_pa": None if cost is None else cost.high_gbp_pa,
    }


def _division(
    name: str, title: str, first: str, division: Division, *, people: bool = False
) -> Table:
    columns = [
        Column("name", first),
        Column("buildings", "Buildings", "number"),
        Column("central_gbp_pa", "Cost a year", "estimate"),
        Column("range", "Likely range", "amount"),
    ]
    if people:
        columns += [
            Column("people", "People", "number"),
            Column("gbp_per_person", "For each person", "estimate"),
        ]
    parts = [_row(one) for one in division.parts]
    before = "" if name == "need-areas" else "Not attributed: "
    apart = [_row(one, before) for one in division.not_attributed]
    note = "Each figure with about one chance in ten below and one in ten above its range."
    if division.not_attributed_share and before:
        note += f" {division.not_attributed_share:.0%} of the whole is not attributed."
    return Table(name, title, tuple(columns), [*parts, *apart], note)


def _row(one: CostPart, before: str = "") -> dict[str, object]:
    name = f"{before}{one.name[:1].lower()}{one.name[1:]}" if before else one.name
    return {
        "name": name,
        "buildings": one.buildings,
        "central_gbp_pa": None if one.cost is None else one.cost.central_gbp_pa,
        "range": "" if one.cost is None else _range(one.cost),
        "people": "" if one.people is None else round(one.people),
        "gbp_per_person": "" if one.gbp_per_person is None else one.gbp_per_person,
    }


def _range(cost: CostRangePa) -> str:
    return pounds_range(cost.low_gbp_pa, cost.high_gbp_pa)


def _directions(found: Purse) -> Table:
    columns = (
        Column("service", "Service"),
        Column("buildings", "Buildings", "number"),
        Column("changing", "With a change on record", "number"),
        Column("share", "Of its buildings", "per_cent"),
    )
    rows = [
        {
            "service": one.service.label,
            "buildings": one.buildings,
            "changing": one.changing,
            "share": one.changing / one.buildings,
        }
        for one in sorted(found.directions, key=lambda one: (-one.changing, one.service.label))
    ]
    note = (
        "Counted: buildings whose owner has recorded, as the reason of a rating, that the service "
        "will change. Where nothing is recorded, nothing is said."
    )
    return Table("directions", "Direction of travel of each service", columns, rows, note)
