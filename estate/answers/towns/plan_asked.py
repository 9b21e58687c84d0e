"""What a plan of a town was asked to keep to: limits, wishes and hosts that were offered."""

from datetime import date
from decimal import Decimal

from estate.answers.answer import Answer, Named, QuarterText, answer
from estate.answers.towns.hosts import Offered
from estate.answers.towns.question import TownQuestion
from estate.answers.towns.wishes import in_words
from estate.consolidation.town.problem_from_register import TownProblem
from estate.quarters import Quarter


@answer
class AskedWish(Answer):
    """A wish as it is written in an address, and in words."""

    text: str
    words: str


@answer
class OfferedHost(Answer):
    """A host that was offered besides the buildings: a new hub with what whoever asks says of it,
    or a venue of the register. ``text`` asks for it again; costs in GBP at today's prices, before
    management and optimism bias."""

    host_id: str
    kind: str
    text: str
    name: str
    organisation: Named
    area_m2: float
    capital_gbp: float
    running_gbp_pa: float
    ready_quarter: QuarterText
    until: date | None
    easting: float
    northing: float
    words: str


@answer
class AskedFor(Answer):
    """What the plan was asked to keep to."""

    keep: int | None
    unrated: bool
    dates: str
    capital_gbp: float | None
    capital_gbp_pa: float | None
    within_m: float | None
    properties: list[str]
    wishes: list[AskedWish]
    hosts: list[OfferedHost]


def asked_for(question: TownQuestion) -> AskedFor:
    """What a question asks a plan to keep to, in words."""
    asked = question.asked
    return AskedFor(
        keep=asked.keep,
        unrated=asked.unrated,
        dates=asked.dates,
        capital_gbp=asked.capital_gbp,
        capital_gbp_pa=asked.capital_gbp_pa,
        within_m=asked.within_m,
        properties=list(asked.properties),
        wishes=[
            AskedWish(text=one.text, words=in_words(question.town.names, one))
            for one in question.wishes
        ],
        hosts=[_offered(question.town, one) for one in question.offered],
    )


def kind_of(town: TownProblem, key: str) -> str:
    """Property, hub or venue."""
    host = town.hosts_offered.get(key)
    if host is None:
        return "property"
    return "venue" if host.is_venue else "hub"


def _offered(town: TownProblem, one: Offered) -> OfferedHost:
    hub = one.hub
    code = hub.holder
    running, room = _as_asked(hub.running_gbp_pa), f"{hub.capacity_m2:,.0f} m²"
    when = Quarter.of(hub.ready_on)
    words = (
        f"the venue {hub.name}, {room}, for {running} a year"
        if hub.is_venue
        else f"{hub.name}, {room}, for {_as_asked(hub.capital_gbp)} once and {running} a year, "
        f"from {when.words}"
    )
    return OfferedHost(
        host_id=hub.key,
        kind=kind_of(town, hub.key),
        text=one.text,
        name=hub.name,
        organisation=Named(code, town.names.get(code, code)),
        area_m2=float(hub.capacity_m2),
        capital_gbp=float(hub.capital_gbp),
        running_gbp_pa=float(hub.running_gbp_pa),
        ready_quarter=when,
        until=hub.until,
        easting=hub.easting,
        northing=hub.northing,
        words=words,
    )


def _as_asked(amount: Decimal | float) -> str:
    """What somebody typed, to the nearest £1,000."""
    return f"£{round(float(amount) / 1000) * 1000:,.0f}"
