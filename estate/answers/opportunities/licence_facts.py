"""What the register knows of the items of a licence to share, in sentences.

Made of a property as its reader sees it, so that nothing stands in a checklist that is not on the
property's own page. An item on which nothing is on record has no sentence: it is to be asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from estate.answers.properties.property import Cost, Lease, Occupation, PropertyDetail, When
from estate.club.licence import LicenceItem
from estate.codes import Tenure
from estate.quarters import Quarter, day_words
from estate.rounding import about_pounds
from estate.space.host_conditions import WORDS, ConditionAnswers, HostAnswer, HostCondition

#: Buildings finished before it may hold asbestos (docs/methods/sharing-licence.md).
ASBESTOS_BANNED = 2000


@dataclass(frozen=True)
class User:
    """Who would move: the body, and what it needs where that is one user's and shown."""

    name: str
    told: Occupation | None


@dataclass(frozen=True)
class Host:
    """The property that would be shared, and what is on record of a school's conditions."""

    detail: PropertyDetail
    conditions: ConditionAnswers


def of_user(item: LicenceItem, user: User) -> list[str]:
    """What is known of who would move."""
    if item is LicenceItem.PARTIES:
        return [f"{user.name} would take it."]
    need = None if user.told is None else user.told.need_m2
    if item is LicenceItem.AREA_AND_HOURS and need is not None:
        return [f"{user.name} needs about {need:,.0f} m² NIA."]
    return []


def of_host(item: LicenceItem, host: Host) -> list[str]:
    """What is known of the property that would be shared."""
    asked = _ASKED.get(item)
    return [] if asked is None else list(asked(host))


def _words(when: When) -> str:
    return when.words if isinstance(when, Quarter) else day_words(when)


def _date(when: date | Quarter | None) -> str | None:
    return None if when is None else _words(when)


def _parties(host: Host) -> Iterable[str]:
    yield f"{host.detail.organisation.name} reports it."
    for one in host.detail.interests or ():
        if one.holder is not None:
            how = "" if one.tenure is None else f", {one.tenure.label.lower()}"
            yield f"On record: {one.holder} ({one.role.label.lower()}{how})."


def _consents(host: Host) -> Iterable[str]:
    detail = host.detail
    if detail.tenure is not None:
        yield f"Tenure: {detail.tenure.label.lower()}."
    for lease in detail.leases or ():
        if lease.landlord is not None:
            yield f"Let to {lease.tenant or 'a tenant not named'} by {lease.landlord}."
    if detail.pfi:
        yield "Under a PFI contract: its company may have to consent."
    yield from _conditions(host, HostCondition.GOVERNORS)


def _conditions(host: Host, *asked: HostCondition) -> Iterable[str]:
    """A school's own conditions, where anything is on record of them."""
    for one in asked if host.conditions else ():
        said = host.conditions.get(one)
        met = (
            "met on record"
            if said is HostAnswer.MET
            else (WORDS[one].refused if said is HostAnswer.NOT_MET else "not on record")
        )
        yield f"Of the school's conditions, {WORDS[one].noun}: {met}."


def _security_of_tenure(host: Host) -> Iterable[str]:
    for lease in host.detail.leases or ():
        if lease.inside_1954_act is not None:
            may = "can" if lease.inside_1954_act else "cannot"
            yield f"{_of(lease)}: on record, the tenant {may} renew (1954 Act)."


def _of(lease: Lease) -> str:
    return f"The lease of {lease.tenant}" if lease.tenant else "A lease"


def _room(host: Host) -> Iterable[str]:
    space, hours = host.detail.space, host.detail.opening_hours
    if space is not None and space.spare_m2 is not None:
        yield f"Spare: about {space.spare_m2:,.0f} m² NIA, worked out."
    if hours:
        yield f"Opening hours on record: {hours}."
    yield from _conditions(host, HostCondition.ZONING)


def _period(host: Host) -> Iterable[str]:
    tenure = host.detail.tenure
    if tenure is not None and tenure.code == Tenure.FREEHOLD:
        yield "Held as freehold: the host's own right has no end."
    for lease in host.detail.leases or ():
        ends, over = _date(lease.ends), _date(lease.held_over)
        if ends is not None:
            yield f"{_of(lease)} ends {ends}."
        if over is not None:
            yield f"{_of(lease)} is held over since {over}."


def _fee(host: Host) -> Iterable[str]:
    cost: Cost | None = host.detail.cost
    if cost is None:
        return
    year = f", {cost.year} prices" if cost.year else ""
    if cost.total_gbp_pa is not None:
        yield f"Premises cost £{cost.total_gbp_pa:,.0f} a year{year}."
    elif cost.band is not None:
        yield f"Premises cost in the band {cost.band}{year}."
    elif cost.central is not None:
        yield f"Premises cost about {about_pounds(cost.central)} a year{year}, estimated."


def _services(host: Host) -> Iterable[str]:
    if host.detail.energy_rating:
        yield f"Energy rating {host.detail.energy_rating}."


def _reception(host: Host) -> Iterable[str]:
    if any(one.shared_front_desk for one in host.detail.occupations):
        yield "A shared front desk is on record."
    yield from _access(host)


def _access(host: Host) -> Iterable[str]:
    if host.detail.public_access is not None:
        yield f"{'Open' if host.detail.public_access else 'Not open'} to the public."


def _security(host: Host) -> Iterable[str]:
    if host.detail.protected_use is not None:
        yield f"Protected use: {host.detail.protected_use.label.lower()}."
    yield from _conditions(host, HostCondition.SEPARATE_ENTRANCE, HostCondition.SAFEGUARDING)


def _safety(host: Host) -> Iterable[str]:
    built = host.detail.year_built
    if built is not None:
        ask = " Ask for its asbestos register." if built < ASBESTOS_BANNED else ""
        yield f"Built in {built}.{ask}"


def _reinstatement(host: Host) -> Iterable[str]:
    if host.detail.condition:
        yield f"Condition on record: {host.detail.condition}."
    for lease in host.detail.leases or ():
        if lease.repairing_basis:
            basis = lease.repairing_basis.replace("_", " ")
            yield f"{_of(lease)}, repairs: {basis}."


def _notice(host: Host) -> Iterable[str]:
    for lease in host.detail.leases or ():
        leaves = None if lease.next_exit is None else _date(lease.next_exit.leaves)
        if lease.next_exit is not None and leaves is not None:
            yield f"{_of(lease)} can next end {leaves} ({lease.next_exit.kind.label.lower()})."


_ASKED: dict[LicenceItem, Callable[[Host], Iterable[str]]] = {
    LicenceItem.PARTIES: _parties,
    LicenceItem.CONSENTS: _consents,
    LicenceItem.LICENCE_NOT_LEASE: _security_of_tenure,
    LicenceItem.AREA_AND_HOURS: _room,
    LicenceItem.PERIOD: _period,
    LicenceItem.FEE: _fee,
    LicenceItem.SERVICES_INCLUDED: _services,
    LicenceItem.RECEPTION: _reception,
    LicenceItem.ACCESS: _access,
    LicenceItem.SECURITY_AND_KEYS: _security,
    LicenceItem.HEALTH_SAFETY_FIRE: _safety,
    LicenceItem.REINSTATEMENT: _reinstatement,
    LicenceItem.NOTICE: _notice,
}
