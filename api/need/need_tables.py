"""Services with a gap, hot spots and hubs, as tables of page, files and command."""

from api.html.addresses import property_address
from api.html.format import Shown, estimate
from api.html.tables import Column, Table
from estate.access.travel import Mode
from estate.answers.need.gaps_and_hubs import HubsFound, NeedFound, StopWithin, SuggestedHub
from estate.answers.residents.journeys import MODE_WORDS
from estate.need.hubs import HubsBy

#: So many services are named of a hub.
_NAMED = 5
_HOT_SPOTS = "Deprived areas with many services out of reach"


def tables(found: NeedFound, hubs: HubsFound | None) -> dict[str, Table]:
    """Services, areas without them, what hangs on one place, hot spots, channels, hubs."""
    made = [_services(found), _hot_spots(found), _hanging(found), _areas(found)]
    if any(one.mobile_stops for one in found.services):
        made.append(_mobile(found))
    made.append(_channels(found))
    if found.not_located:
        made.append(_not_located(found))
    if hubs is not None:
        made.insert(1, _hubs(hubs))
    return {one.name: one for one in made}


def _services(found: NeedFound) -> Table:
    by_bus = found.basis.mode is Mode.BUS
    columns = (
        Column("service", "Service"),
        Column("places", "Places", "number"),
        Column("people_without", "People too far away", "number"),
        Column("most_deprived", "Of them in most deprived areas", "number"),
        Column("on_a_bad_day", "Too far on a bad day", "number" if by_bus else "file"),
        Column("people_mobile_only", "Too far, with a mobile stop on its days", "number"),
        Column("people_on_one_place", "With only one place", "number"),
        Column("people_at_risk", "Only place is rated amber or green", "number"),
        Column("in_most_deprived", "Places in most deprived areas", "number"),
        Column("in_others", "Places in others", "number"),
        Column("people_not_known", "people_not_known", "file"),
        Column("mobile_stops", "mobile_stops", "file"),
    )
    rows = [
        {
            "service": one.service.label,
            "places": one.places,
            "people_without": one.people_without,
            "on_a_bad_day": one.people_without_on_a_bad_day,
            "people_mobile_only": one.people_mobile_only,
            "mobile_stops": one.mobile_stops,
            "most_deprived": one.people_without_most_deprived,
            "people_on_one_place": one.people_on_one_place,
            "people_at_risk": one.people_at_risk,
            "in_most_deprived": one.in_most_deprived,
            "in_others": one.in_others,
            "people_not_known": one.people_not_known,
        }
        for one in found.services
    ]
    bad_day = " A bad day: nineteen arrivals in twenty take no longer." if by_bus else ""
    note = (
        f"Too far: more than {found.within_minutes:g} minutes {found.basis.words} from where "
        f"people live.{bad_day} Most deprived: the lowest three deciles. Amber or "
        "green: its owner has rated it open to change; nobody has decided anything. Mobile stops "
        "do not count as a place. People with only a mobile stop are counted as out of reach, "
        "and the areas that a stop is near are listed below."
    )
    return Table("services", "Services and people out of reach", columns, rows, note)


def _not_located(found: NeedFound) -> Table:
    columns = (
        Column("name", "Place or area"),
        Column("people", "People", "number"),
        Column("metres", "Metres to the nearest street", "number"),
    )
    rows = [
        {
            "name": one.name,
            "people": Shown("–", None) if one.people is None else one.people,
            "metres": Shown("location not on record", None) if one.metres is None else one.metres,
        }
        for one in found.not_located
    ]
    note = "They stand in no minute of this page. Nobody of these areas is counted as too far away."
    return Table("not-located", "Off the network", columns, rows, note)


def _hubs(found: HubsFound) -> Table:
    columns = (
        Column("name", "Place", link="page", small="owner"),
        Column("town", "Town"),
        Column("people_within", "People within reach", "number"),
        Column("people", "People it is the nearest to", "number"),
        Column("there_today", "There today", "long"),
        Column("could_bring", "Too far for people around it", "long"),
        Column("conditions", "Conditions", "long"),
    )
    rows = [
        {
            "name": one.name,
            "page": property_address(one.property_id),
            "owner": one.organisation.name,
            "town": one.town or "outside the towns",
            "people_within": one.people_within,
            "people": one.people,
            "there_today": "; ".join(each.name for each in one.there_today) or "not on record",
            "could_bring": _missed(one),
            "conditions": one.conditions or "",
        }
        for one in found.hubs
    ]
    return Table("hubs", "Where a hub would serve most", columns, rows, proof(found))


def _missed(one: SuggestedHub) -> str:
    """The services that most people around it lack, with how many."""
    told = [
        f"{each.service.label} ({each.people:,.0f} people)" for each in one.could_bring[:_NAMED]
    ]
    more = len(one.could_bring) - len(told)
    return "; ".join([*told, *([f"{more} more"] if more else [])]) or "nothing"


def proof(found: HubsFound) -> str:
    """How sure it is that no other places serve more."""
    said = f"Chosen out of {found.places_that_could:,} places that could host, by whom they reach."
    if found.proved:
        chosen = f"No other {len(found.hubs)} of the {found.places_that_could:,} possible places"
        if found.by is HubsBy.COVERING:
            return (
                f"{chosen} reach more of these people within {found.within_minutes:g} minutes "
                f"{MODE_WORDS[found.basis.mode]}."
            )
        return f"{chosen} need less travel in all."
    if found.by is HubsBy.COVERING:
        return f"{said} Another choice could reach at most {found.bound:,.0f} people."
    gain = 1 - found.bound / found.total_minutes if found.total_minutes else 0.0
    return f"{said} Another choice could save at most {gain:.0%} of the travel."


def _hot_spots(found: NeedFound) -> Table:
    columns = (
        Column("name", "Area", small="code"),
        Column("imd_decile", "Decile", "amount"),
        Column("people", "People", "number"),
        Column("count", "Services too far", "number"),
        Column("lacks", "Which", "long"),
    )
    rows = [
        {
            "name": one.name,
            "code": one.code,
            "imd_decile": str(one.imd_decile),
            "people": one.people,
            "count": len(one.lacks),
            "lacks": "; ".join(each.label for each in one.lacks),
        }
        for one in found.hot_spots
    ]
    note = (
        "Areas in the lowest three deciles with a service out of reach. The order is by the number "
        "of such services times the people who live there."
    )
    empty = "No area of the 30 % most deprived lacks a service within reach."
    return Table("hot-spots", _HOT_SPOTS, columns, rows, note, empty)


def _hanging(found: NeedFound) -> Table:
    columns = (
        Column("service", "Service"),
        Column("name", "Its only place within reach", link="page"),
        Column("people", "People affected", "number"),
        Column("availability", "Its owner’s rating"),
    )
    rows = [
        {
            "service": one.service.label,
            "name": place.name,
            "page": property_address(place.property_id),
            "people": place.people,
            "availability": place.availability.label if place.availability else "unrated",
        }
        for one in found.services
        for place in one.hanging
        if place.at_risk
    ]
    rows.sort(key=lambda row: -int(str(row["people"])))
    note = (
        "Amber or green means that the owner is open to change, not that a service will leave. If "
        "it did, these people would have no other place within reach."
    )
    return Table("at-risk", "Places that are the only one within reach", columns, rows, note)


def _minutes(found: NeedFound, minutes: float | None) -> str:
    return f"no route {MODE_WORDS[found.basis.mode]}" if minutes is None else f"{minutes:.0f}"


def _areas(found: NeedFound) -> Table:
    by_bus = found.basis.mode is Mode.BUS
    columns = (
        Column("service", "Service"),
        Column("name", "Area", small="code"),
        Column("people", "People", "number"),
        Column("imd_decile", "Decile", "amount"),
        Column("minutes", "Minutes to the nearest", "amount"),
        Column("slow_minutes", "On a bad day", "amount" if by_bus else "file"),
        Column("nearest", "Nearest"),
        Column("mobile", "mobile", "file"),
    )
    rows = [
        {
            "service": one.service.label,
            "name": area.name,
            "code": area.code,
            "people": area.people,
            "imd_decile": "not known" if area.imd_decile is None else str(area.imd_decile),
            "minutes": _minutes(found, area.minutes),
            "slow_minutes": _minutes(found, area.slow_minutes) if by_bus else None,
            "nearest": area.nearest or "",
            "mobile": "; ".join(map(stop_words, area.mobile)),
        }
        for one in found.services
        for area in one.areas
    ]
    return Table("areas", "Areas without a service within reach", columns, rows)


def _mobile(found: NeedFound) -> Table:
    """Areas without a place of a service within reach that a mobile one stops near."""
    columns = (
        Column("service", "Service"),
        Column("name", "Area", small="code"),
        Column("people", "People", "number"),
        Column("minutes", "Minutes to the nearest place", "amount"),
        Column("mobile", "Mobile stop, and its days", "long"),
    )
    rows = [
        {
            "service": one.service.label,
            "name": area.name,
            "code": area.code,
            "people": area.people,
            "minutes": _minutes(found, area.minutes),
            "mobile": "; ".join(map(stop_words, area.mobile)),
        }
        for one in found.services
        for area in one.areas
        if area.mobile
    ]
    note = "These people have no place of the service within reach: only a stop, on these days."
    return Table("mobile", "Areas with only a mobile stop", columns, rows, note)


def stop_words(one: StopWithin) -> str:
    """A stop with its days: “Mobile library, Church Lane (6 min): only Tuesdays, 10:00 …”."""
    return f"{one.service}, {one.stop} ({one.minutes:.0f} min): only {one.when}"


def _channels(found: NeedFound) -> Table:
    columns = (
        Column("channel", "Channel"),
        Column("points", "Access points", "number"),
        Column("fte", "Staff (FTE)", "amount"),
        Column("points_with_fte", "Points whose staff are known", "number"),
        Column("premises", "Premises cost, £ a year", "amount"),
        Column("points_with_cost", "Points whose cost is known", "number"),
        Column("per_point", "£ a year for each point", "amount"),
        Column("per_fte", "£ a year for each FTE", "amount"),
    )
    rows = [
        {
            "channel": one.channel.label,
            "points": one.points,
            "fte": "not known" if one.fte is None else f"{one.fte:,.1f}",
            "points_with_fte": one.points_with_fte,
            "premises": _pounds(one.premises_gbp_pa),
            "points_with_cost": one.points_with_cost,
            "per_point": _pounds(one.gbp_pa_per_point),
            "per_fte": _pounds(one.gbp_pa_per_fte),
        }
        for one in found.channels
    ]
    note = (
        "A point is one body’s service at one place. Cost is its part of the building’s premises "
        f"cost ({found.price_base} prices), without its staff; a rate counts only points of which "
        "both figures are known. Staff are shown to their own organisation. Websites are not on "
        "record here."
    )
    return Table("channels", "Access points by channel", columns, rows, note)


def _pounds(amount: float | None) -> str:
    return "not known" if amount is None else estimate(amount).removeprefix("£")
