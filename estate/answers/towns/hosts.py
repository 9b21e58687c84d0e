"""Hosts of a town's plan that are no property of the register: new hubs that whoever asks offers,
and venues that a member has put on the register.

A hub is written as parts with semicolons between them, the same in an address, in a command and in
a kept plan: ``at=SYN-CC/017; area_m2=1200; capital_gbp=3000000; ready=2029 Q2;
running_gbp_pa=90000``. Its figures are those of whoever asks, and stand in the question for all to
read who are shown the plan.
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from estate.answers.club import venues
from estate.answers.context import ReadContext
from estate.codes import AreaKind, TypeCode, UseClass, VenueKind
from estate.colocation.plain_language import fit_name
from estate.consolidation.town.what_is_considered import Hub
from estate.errors import BadQuestion
from estate.frames import Estate, is_null
from estate.quarters import Quarter
from estate.register.queries import naming, versions
from estate.savings.from_register import first_arrival

#: Part of a hub → what it says.
PARTS = {
    "at": "a property by id or reference, easting,northing in metres, or a town (its centre)",
    "area_m2": "room, m² NIA",
    "capital_gbp": "what it costs once, £",
    "ready": "the quarter from which it can be used, as 2029 Q2",
    "running_gbp_pa": "what it costs to run, £ a year",
    "by": "code of who would hold it; else the holder of the property",
    "name": "what it is called",
}
_NEEDED = ("at", "area_m2", "capital_gbp", "ready", "running_gbp_pa")
HOW_TO_ASK = "at=…; area_m2=…; capital_gbp=…; ready=2029 Q2; running_gbp_pa=…; by=…; name=…"
_MOST = {"area_m2": 1e6, "capital_gbp": 1e10, "running_gbp_pa": 1e9}
_LONGEST_NAME = 80
_POINT = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)\s{0,3},\s{0,3}(\d{1,7}(?:\.\d{1,3})?)")
_QUARTER = re.compile(r"(\d{4})[\s-]*Q([1-4])", re.IGNORECASE)
#: What a venue is like as a host.
_LIKE = {
    VenueKind.OFFICE: (UseClass.OFFICE_ADMIN, TypeCode.OFFICE),
    VenueKind.CHURCH_HALL: (UseClass.PUBLIC_ACCESS, TypeCode.COMMUNITY_HALL),
    VenueKind.VILLAGE_HALL: (UseClass.PUBLIC_ACCESS, TypeCode.COMMUNITY_HALL),
    VenueKind.CLUB_HOUSE: (UseClass.PUBLIC_ACCESS, TypeCode.COMMUNITY_HALL),
}
_ELSE = (UseClass.PUBLIC_ACCESS, TypeCode.HUB)


@dataclass(frozen=True)
class Offered:
    """A host that is offered: the text that asks for it again, and the property at which it would
    stand, null where it names none."""

    text: str
    hub: Hub
    at_property: str | None = None


def hubs(context: ReadContext, estate: Estate, texts: Sequence[str]) -> tuple[Offered, ...]:
    """New hubs from their texts, keyed ``hub-1`` on; ``BadQuestion`` says how to mend one."""
    return tuple(
        _hub(context, estate, text, f"hub-{number}")
        for number, text in enumerate(dict.fromkeys(texts), 1)
    )


def offered_venues(context: ReadContext, ids: Sequence[str]) -> tuple[Offered, ...]:
    """Venues of the register as hosts, by id; ``BadQuestion`` for one that cannot be one."""
    if not ids:
        return ()
    found = venues.hosts(context)
    known = {str(key): dict(row) for key, row in found.to_dict("index").items()}
    return tuple(_venue(context, known, one) for one in dict.fromkeys(ids))


def _venue(
    context: ReadContext, found: Mapping[str, Mapping[Hashable, object]], text: str
) -> Offered:
    key = text.strip().lower()
    row = found.get(key)
    if row is None:
        raise BadQuestion(
            f"There is no venue {text[:60]!r} on offer with a point on the map. Those that are on "
            "offer are at /venues; name one by its id."
        )
    name = str(row["name"])
    if is_null(row["charge_gbp_pa"]):
        raise BadQuestion(
            f"What {name} charges a year is not on record, so no plan can be worked out with it. "
            "Have the body that offers it say so at /venues, or leave it out."
        )
    use, kind = _LIKE.get(VenueKind(str(row["kind"])), _ELSE)
    since, until = (_day(row[one]) for one in ("available_from", "available_until"))
    return Offered(
        key,
        Hub(
            key=key,
            name=fit_name(name, "A venue"),
            holder=str(row["organisation"]),
            capacity_m2=Decimal(repr(row["nia_m2"])),
            capital_gbp=Decimal(0),
            running_gbp_pa=Decimal(repr(row["charge_gbp_pa"])),
            ready_on=max(since or date.min, first_arrival(context.assumptions, context.today)),
            easting=float(str(row["easting"])),
            northing=float(str(row["northing"])),
            until=until,
            is_venue=True,
            use_class=use,
            type_code=kind,
        ),
    )


def _day(value: object) -> date | None:
    return None if is_null(value) else date.fromisoformat(str(value)[:10])


def _hub(context: ReadContext, estate: Estate, text: str, key: str) -> Offered:
    said = _parts(text)
    place, spot, at, words = _place(context, estate, said["at"])
    numbers = {name: _number(name, said[name]) for name in _MOST}
    if numbers["area_m2"] <= 0:
        raise BadQuestion("A new hub has some room: area_m2 is above 0.")
    quarter = _quarter(said["ready"], context)
    holder = _holder(context, estate, said.get("by"), place)
    name = fit_name(said.get("name"), key) if said.get("name") else f"New hub at {words}"
    if len(name) > _LONGEST_NAME:
        raise BadQuestion(f"The name of a hub has at most {_LONGEST_NAME} characters.")
    told = {
        "at": at,
        **{name: f"{value.normalize():f}" for name, value in numbers.items()},
        "ready": str(quarter),
        "by": holder,
        **({"name": name} if said.get("name") else {}),
    }
    hub = Hub(
        key=key,
        name=name,
        holder=holder,
        capacity_m2=numbers["area_m2"],
        capital_gbp=numbers["capital_gbp"],
        running_gbp_pa=numbers["running_gbp_pa"],
        ready_on=quarter.start,
        easting=spot[0],
        northing=spot[1],
    )
    return Offered("; ".join(f"{part}={value}" for part, value in told.items()), hub, place)


def _parts(text: str) -> dict[str, str]:
    """The parts by name; a comma belongs to a point or to a number."""
    found = {}
    for piece in text.split(";"):
        name, sign, value = (one.strip() for one in piece.partition("="))
        if not (name or value):
            continue
        if not sign or name not in PARTS:
            raise BadQuestion(f"A new hub is written {HOW_TO_ASK}; not {piece.strip()[:60]!r}.")
        if name in found:
            raise BadQuestion(f"A new hub says {name} once, not twice.")
        found[name] = value
    missing = [name for name in _NEEDED if not found.get(name)]
    if missing:
        told = "; ".join(f"{name} ({PARTS[name]})" for name in missing)
        raise BadQuestion(f"A new hub needs besides: {told}.")
    return found


def _number(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= Decimal(_MOST[name]):
        raise BadQuestion(
            f"A new hub’s {name} is a number from 0 to {_MOST[name]:,.0f} "
            f"({PARTS[name]}), not {text[:20]!r}."
        )
    return value


def _quarter(text: str, context: ReadContext) -> Quarter:
    found = _QUARTER.fullmatch(text.strip())
    if found is None:
        raise BadQuestion(f"ready needs a quarter such as 2029 Q2, not {text[:20]!r}.")
    quarter = Quarter(int(found[1]), int(found[2]))
    if quarter.start <= context.today:
        raise BadQuestion(f"{quarter} has begun already: a new hub is ready in a later quarter.")
    last = context.today.year + int(context.assumptions.value("scheme_horizon_years")) - 1
    if quarter.year > last:
        raise BadQuestion(f"A new hub is ready by {last}: later years are not counted.")
    return quarter


def _place(
    context: ReadContext, estate: Estate, text: str
) -> tuple[str | None, tuple[float, float], str, str]:
    """Property, point, how it is written, and what it is called."""
    point = _POINT.fullmatch(text.strip())
    if point is not None:
        spot = (float(point[1]), float(point[2]))
        if not versions.envelope(context.connection).contains(*spot):
            raise BadQuestion(
                f"{text} lies outside the county: easting,northing are metres on the British "
                "National Grid."
            )
        return None, spot, f"{spot[0]:g},{spot[1]:g}", f"{spot[0]:.0f},{spot[1]:.0f}"
    zones = estate.zones
    towns = zones[zones["kind"].eq(AreaKind.TOWN)]
    here = towns[towns["name"].astype(str).str.casefold().eq(text.strip().casefold())]
    if not here.empty:
        name = str(here["name"].iloc[0])
        return None, (float(here["easting"].iloc[0]), float(here["northing"].iloc[0])), name, name
    places = estate.properties
    try:
        found = naming.property_id(context.connection, context.reader, places, text)
    except BadQuestion as unknown:
        raise BadQuestion(
            f"A new hub is at {PARTS['at']}; {text[:60]!r} is none of them. {unknown}"
        ) from None
    if found not in places.index or is_null(places.at[found, "easting"]):
        raise BadQuestion("Where that property lies is not shown: give easting,northing instead.")
    spot = (float(places.at[found, "easting"]), float(places.at[found, "northing"]))
    return found, spot, found, fit_name(places.at[found, "name"], places.at[found, "local_ref"])


def _holder(context: ReadContext, estate: Estate, by: str | None, place: str | None) -> str:
    if by:
        code = naming.organisation(context.connection, context.reader, by)
    elif place is None:
        raise BadQuestion(
            "Say who would hold the new hub: by=, the code of an organisation that has signed."
        )
    else:
        code = str(estate.properties.at[place, "organisation"])
    bodies = estate.organisations
    if code not in bodies.index or not bool(bodies["signed"].eq(True)[code]):
        raise BadQuestion(f"{code} has not signed the protocol, so it can offer no hub.")
    return code
