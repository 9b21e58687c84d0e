"""What ``/compare`` shows: one line a fact, one column a property; in files turned round."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.html import format as words
from api.html.addresses import property_address, town_address
from api.html.row_access import why_withheld
from api.html.tables import Column, Table, Withheld
from api.properties import page_model as one_property
from estate import codes
from estate.answers.properties.chosen import SideBySide
from estate.answers.properties.property import Lease, PropertyDetail, PropertyDossier
from estate.quarters import Quarter
from estate.register import visibility as v
from estate.register.short_ids import short_id

TITLE = "Properties side by side"
_CONDITION = {"A": "A: good", "B": "B: satisfactory", "C": "C: poor", "D": "D: bad"}


@dataclass(frozen=True)
class Fact:
    """One line: its name, that of the file's column, from which level it is shown, and how it is
    read; None = not known."""

    key: str
    label: str
    level: v.Level
    read: Callable[[PropertyDossier], Any]

    def of(self, site: PropertyDossier) -> Any:
        """The cell of one property, or why it is withheld."""
        why = why_withheld(site.access, site.detail.organisation.name, self.level)
        return why if why is not None else self.read(site)


def _detail(read: Callable[[PropertyDetail], Any]) -> Callable[[PropertyDossier], Any]:
    return lambda site: read(site.detail)


def _label(name: str) -> Callable[[PropertyDossier], Any]:
    def read(site: PropertyDossier) -> Any:
        found = getattr(site.detail, name)
        return found and found.label

    return read


def _rating(scheme: codes.RatingScheme) -> Callable[[PropertyDossier], Any]:
    def read(site: PropertyDossier) -> str:
        found = one_property.verdict(scheme, site.detail.ratings, site.detail.organisation)
        return f"{words.capitalise(found['code'])}: {found['meaning'].lower()}"

    return read


def _square_metres(holder: str, name: str) -> Callable[[PropertyDossier], Any]:
    def read(site: PropertyDossier) -> Any:
        value = getattr(getattr(site.detail, holder), name, None)
        return None if value is None else words.Shown(words.square_metres(value), value)

    return read


def _users(found: PropertyDetail) -> str | None:
    names = dict.fromkeys(
        f"{one.organisation.name}: {one.user_function.label.lower()}"
        if one.user_function
        else str(one.organisation.name)
        for one in found.occupations
        if one.organisation.name
    )
    return "; ".join(names) or None


def _lease_ends(found: PropertyDetail) -> Any:
    """The first end of any lease of it; a dash for what is owned."""
    leases = found.leases or []
    leaves = [one.next_exit.leaves for one in leases if one.next_exit and one.next_exit.leaves]
    ends = leaves or [one.ends for one in leases if one.ends]
    if ends:
        first = min(ends, key=_when)
        return words.Shown(words.day(first), first)
    return None if leases or (found.tenure and found.tenure.code in codes.RENTED) else words.DASH


def _act_by(found: PropertyDetail) -> Any:
    exits = [one.next_exit for one in found.leases or [] if one.next_exit]
    days = [one.acts_by for one in exits if one.acts_by]
    if not days:
        return words.DASH
    first = min(days, key=_when)
    passed = any(one.act_by_passed for one in exits if one.acts_by == first)
    return words.Shown(words.day(first) + (", which has passed" if passed else ""), first)


def _when(day: Any) -> Any:
    return day.end if isinstance(day, Quarter) else day


def _repairs(found: PropertyDetail) -> str | None:
    return "; ".join(filter(None, map(_repairing, found.leases or []))) or words.DASH


def _repairing(lease: Lease) -> str | None:
    return lease.repairing_basis


def _how_known(found: PropertyDetail) -> str | None:
    """How its cost is known, in a few words: reported, or estimated with its ends."""
    cost = found.cost
    if cost is None:
        return None
    if cost.ends is not None:
        low, _, high = map(words.pounds, cost.ends)
        return f"Estimated ({cost.tier.label.lower()}): {low} to {high} in eight of ten cases"
    return f"Reported for {cost.year}" + ("; you see a band" if cost.band else "")


def _yes_no(name: str) -> Callable[[PropertyDossier], Any]:
    def read(site: PropertyDossier) -> str | None:
        value = getattr(site.detail, name)
        return None if value is None else ("Yes" if value else "No")

    return read


_PUBLIC, _CLUB = v.Level.PUBLIC, v.Level.CLUB
FACTS = (
    Fact("organisation", "Managed by", _PUBLIC, _detail(lambda one: one.organisation.name)),
    Fact("used_by", "Used by", _CLUB, _detail(_users)),
    Fact("town", "Town", _PUBLIC, _detail(lambda one: one.town or "Outside the towns")),
    Fact("postcode", "Postcode", _PUBLIC, _detail(lambda one: one.postcode)),
    Fact("use", "Use", _CLUB, _label("type")),
    Fact("tenure", "Tenure", _CLUB, _label("tenure")),
    Fact("status", "Status", _CLUB, _label("status")),
    Fact("availability", "Availability", _CLUB, _rating(codes.RatingScheme.AVAILABILITY)),
    Fact("sharing", "Sharing", _CLUB, _rating(codes.RatingScheme.SHARING)),
    Fact("cost", "Premises cost", _CLUB, lambda site: one_property.cost(site)["amount"]),
    Fact("cost_known_by", "How we know", _CLUB, _detail(_how_known)),
    Fact("gross_m2", "Gross floor area", _CLUB, _square_metres("areas", "gia_m2")),
    Fact("net_m2", "Net floor area", _CLUB, _square_metres("space", "area_m2")),
    Fact("need_m2", "Space needed (net)", _CLUB, _square_metres("space", "need_m2")),
    Fact("spare_m2", "Spare space (net)", _CLUB, _square_metres("space", "spare_m2")),
    Fact("condition", "Condition", _CLUB, _detail(lambda one: _CONDITION.get(one.condition or ""))),
    Fact("energy", "Energy rating", _CLUB, _detail(lambda one: one.energy_rating)),
    Fact("lease_can_end", "Lease can end", _CLUB, _detail(_lease_ends)),
    Fact("act_by", "Act by", _CLUB, _detail(_act_by)),
    Fact("repairs", "Who repairs", _CLUB, _detail(_repairs)),
    Fact("step_free", "Step-free", _CLUB, _yes_no("step_free")),
    Fact("listed", "Listed grade", _CLUB, _label("listed_grade")),
    Fact("flood_zone", "Flood zone", _CLUB, _label("flood_zone")),
)


def sites(found: SideBySide) -> list[dict[str, str]]:
    """Names and addresses of the properties, in order."""
    return [
        {"name": one.detail.name, "page": property_address(one.detail.id)} for one in found.dossiers
    ]


def table(found: SideBySide) -> Table:
    """A line a fact, a column a property."""
    keys = [f"site_{at}" for at, _ in enumerate(found.dossiers, 1)]
    columns = [Column(key, one.detail.name) for key, one in zip(keys, found.dossiers, strict=True)]
    lines: list[dict[str, Any]] = []
    for fact in FACTS:
        cells = [fact.of(site) for site in found.dossiers]
        if any(cell is not None and cell != words.DASH for cell in cells):
            lines.append({"fact": fact.label} | dict(zip(keys, cells, strict=True)))
    return Table("compared", TITLE, (Column("fact", "What"), *columns), lines)


def file_table(found: SideBySide) -> Table:
    """The same for a file: a line a property, a column a fact, all facts."""
    columns = [Column("id", "Id"), Column("name", "Property")]
    columns += [Column(fact.key, fact.label) for fact in FACTS]
    lines = [
        {"id": one.detail.id, "name": one.detail.name} | {f.key: f.of(one) for f in FACTS}
        for one in found.dossiers
    ]
    return Table("compared", TITLE, tuple(columns), lines)


def options_address(found: SideBySide) -> str | None:
    """Where it is worked out what could happen among them; None where none lies in a town."""
    towns = Counter(one.detail.town for one in found.dossiers if one.detail.town)
    if not towns or any(isinstance(FACTS[1].of(one), Withheld) for one in found.dossiers):
        return None
    asked = urlencode([("property", short_id(one.detail.id)) for one in found.dossiers])
    return f"{town_address(towns.most_common(1)[0][0])}/options?{asked}"
