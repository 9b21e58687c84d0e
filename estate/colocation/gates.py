"""Hard gates: what cannot be a candidate, whatever its score.

A gate answers yes or no and never hides inside the score.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Bools
from estate.assumptions import AssumptionSet
from estate.codes import SCHOOL_TYPES, Rating, Sensitivity, Status, UseClass
from estate.colocation.compatibility_rows import (
    CONFLICTS,
    NEVER_TYPES,
    concerned_services,
    service_of_type,
)
from estate.frames import Estate
from estate.space import host_conditions
from estate.space.host_conditions import HostAnswer, HostCondition

Bits = NDArray[np.int64]

_OUT_OF_USE = (Status.LET_OUT, Status.DISPOSED, Status.IN_REDEVELOPMENT)


def open_to_either(properties: pd.DataFrame) -> Bools:
    """Properties that may take part at all: no protected use, not hidden, in operational use.

    Crematoria, prisons, custody suites and courts take part in neither direction.
    """
    closed = (
        properties["protected_use"].notna()
        | properties["type_code"].isin(NEVER_TYPES)
        | properties["sensitivity"].eq(Sensitivity.HIDDEN)
        | properties["status"].isin(_OUT_OF_USE)
        | properties["use_class"].eq(UseClass.NON_OPERATIONAL)
        | ~properties["operational"].eq(True)
        | properties["easting"].isna()
    )
    return ~closed.to_numpy(dtype=bool)


def may_move(properties: pd.DataFrame, include_unrated: bool) -> Bools:
    """Whose occupiers may move out by the ratings (docs/methods/ratings.md); schools never do.

    Where sharing is red they may move like for like only: see ``like_for_like``. Unrated in either
    scheme counts only when ``include_unrated`` says so.
    """
    availability, sharing = properties["availability"], properties["sharing"]
    green = availability.eq(Rating.GREEN)
    amber = availability.eq(Rating.AMBER) & (sharing.notna() | include_unrated)
    unrated = availability.isna() & include_unrated
    school = properties["type_code"].isin(SCHOOL_TYPES)
    return ((green | amber | unrated) & ~school).to_numpy(dtype=bool)


def may_host(properties: pd.DataFrame, include_unrated: bool) -> Bools:
    """Which properties may receive a guest by the ratings (docs/methods/ratings.md).

    A "core" (red) building may still host. A green one only if its owner offers re-use.
    """
    availability, sharing = properties["availability"], properties["sharing"]
    willing = sharing.isin([Rating.AMBER, Rating.GREEN]) | (sharing.isna() & include_unrated)
    rated = availability.isin([Rating.RED, Rating.AMBER])
    green = availability.eq(Rating.GREEN) & properties["reuse_offered"].eq(True)
    unrated = availability.isna() & include_unrated
    return (green | ((rated | unrated) & willing)).to_numpy(dtype=bool)


def zoned_hosts(properties: pd.DataFrame, assumptions: AssumptionSet) -> Bools:
    """All but schools whose owner has not recorded that they can host in a zone of their own.

    It is talked about only then; whether it may host at all is for its conditions to say.
    """
    if assumptions.text("school_hosts") == "as_rated":
        return np.ones(len(properties), dtype=bool)
    school = properties["type_code"].isin(SCHOOL_TYPES).to_numpy(dtype=bool)
    could = properties["sharing_reason"].map(host_conditions.rated_to_host).to_numpy(dtype=bool)
    return np.asarray(~school | could)


def open_conditions(properties: pd.DataFrame, assumptions: AssumptionSet) -> tuple[Bools, Bools]:
    """Of each property the conditions as a host that are not on record, and those on record as not
    met: properties × ``HostCondition``, False of all that is no school.

    Where schools host as any rated building nobody looks at the record: all are open.
    """
    school = properties["type_code"].isin(SCHOOL_TYPES).to_numpy(dtype=bool)[:, None]
    looked_at = assumptions.text("school_hosts") == "on_record"
    codes, words = pd.factorize(properties["host_conditions"])
    said = [host_conditions.answers(one) if looked_at else {} for one in words]
    said.append({})  # code −1, null, finds the last
    unanswered, refused = (
        np.array([[one.get(which) == answer for which in HostCondition] for one in said])[codes]
        for answer in (None, HostAnswer.NOT_MET)
    )
    return school & unanswered, school & refused


def conditions_met(properties: pd.DataFrame, assumptions: AssumptionSet) -> Bools:
    """All but schools of which a condition is not met on record: properties."""
    if assumptions.text("school_hosts") == "as_rated":
        return np.ones(len(properties), dtype=bool)
    unanswered, refused = open_conditions(properties, assumptions)
    return np.asarray(~(unanswered | refused).any(axis=1))


def like_for_like(properties: pd.DataFrame) -> Bools:
    """Whose occupiers may move only to a building of the same use class."""
    bound = properties["sharing"].eq(Rating.RED) & ~properties["availability"].eq(Rating.GREEN)
    return bound.to_numpy(dtype=bool)


def services(estate: Estate, assumptions: AssumptionSet) -> pd.Series:
    """The service of each occupation as conflicts have it (``conflict_evidence``)."""
    users = estate.occupations
    if assumptions.text("conflict_evidence") == "stated":
        return users["service_function"]
    types = estate.properties["type_code"]
    at = estate.properties.index.get_indexer(pd.Index(users["property_id"]))
    homes = pd.DataFrame({"type_code": types.array.take(at, allow_fill=True)}, index=users.index)
    return concerned_services(users, homes, estate.organisations)


def service_bits(properties: pd.DataFrame, property_ids: pd.Series, services: pd.Series) -> Bits:
    """Services at each property that conflict with some other, one bit each.

    Given there by its occupiers (``property_ids`` and ``services`` of each), or implied by what
    the building is for.
    """
    bits = np.zeros(len(properties), dtype=np.int64)
    where = properties.index.get_indexer(pd.Index(property_ids))
    given = _own_bits(services)
    np.bitwise_or.at(bits, where[where >= 0], given[where >= 0])
    return bits | _own_bits(service_of_type(properties))


def conflict_bits(services: pd.Series) -> Bits:
    """The services that each may not share a building with, one bit each.

    E.g. probation with a children's centre. A pair clashes where these meet ``service_bits``.
    """
    return _mapped(services, {service: _bits_against(service) for service in _CONCERNED})


_CONCERNED = tuple(sorted({service for pair in CONFLICTS for service in pair}))


def _bits_against(service: str) -> int:
    others = [other for pair in CONFLICTS if service in pair for other in pair - {service}]
    return sum(1 << _CONCERNED.index(other) for other in others)


def _own_bits(services: pd.Series) -> Bits:
    return _mapped(services, {service: 1 << bit for bit, service in enumerate(_CONCERNED)})


def _mapped(services: pd.Series, bits: dict[str, int]) -> Bits:
    codes, names = pd.factorize(services)
    return np.array([*(bits.get(str(name), 0) for name in names), 0], dtype=np.int64)[codes]
