"""Hard gates: what cannot be a candidate, whatever its score (DOMAIN §3.5, §4.1).

A gate answers yes or no and never hides inside the score.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.codes import SCHOOL_TYPES, Rating, Sensitivity, Status, UseClass
from estate.colocation.functions import CONFLICTS, NEVER_TYPES, service_of_type

Bools = NDArray[np.bool_]

_OUT_OF_USE = (Status.LET_OUT, Status.DISPOSED)


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
    """Whose occupiers may move out by the ratings (§3.5 table); schools never do.

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
    """Which properties may receive a guest by the ratings (§3.5 table).

    A "core" (red) building may still host. A green one only if its owner offers re-use.
    """
    availability, sharing = properties["availability"], properties["sharing"]
    willing = sharing.isin([Rating.AMBER, Rating.GREEN]) | (sharing.isna() & include_unrated)
    rated = availability.isin([Rating.RED, Rating.AMBER])
    green = availability.eq(Rating.GREEN) & properties["reuse_offered"].eq(True)
    unrated = availability.isna() & include_unrated
    return (green | ((rated | unrated) & willing)).to_numpy(dtype=bool)


def like_for_like(guests: pd.DataFrame, hosts: pd.DataFrame) -> Bools:
    """Passes unless the guest may move only like for like and the use classes differ."""
    bound = guests["sharing"].eq(Rating.RED) & ~guests["availability"].eq(Rating.GREEN)
    same = guests["use_class"].to_numpy() == hosts["use_class"].to_numpy()
    return np.asarray(~bound.to_numpy(dtype=bool) | same, dtype=bool)


def services_by_property(
    properties: pd.DataFrame, occupations: pd.DataFrame
) -> dict[str, frozenset[str]]:
    """Every service given at a property: by its occupiers, and by what the building is for."""
    told = occupations[["property_id", "service_function"]].dropna()
    implied = service_of_type(properties).dropna()
    both = pd.concat(
        [
            pd.Series(told["service_function"].to_numpy(), told["property_id"].to_numpy()),
            implied,
        ]
    )
    return {str(name): frozenset(group) for name, group in both.groupby(level=0)}


def in_conflict(guest_services: pd.Series, host_services: list[frozenset[str]]) -> Bools:
    """Pairs whose services may not share a building, e.g. probation with a children's centre."""
    concerned = guest_services.isin({service for pair in CONFLICTS for service in pair})
    clash = np.zeros(len(guest_services), dtype=bool)
    for number in np.flatnonzero(concerned.to_numpy(dtype=bool)).tolist():
        guest = str(guest_services.iat[number])
        clash[number] = any(
            frozenset({guest, other}) in CONFLICTS for other in host_services[number]
        )
    return clash
