"""The services that residents visit, and where they are delivered before and after some moves.

A service is what one body does for the public under one function, at all its places open to the
public: whoever wants its library goes to the nearest. Where no function is on record, an occupation
is a service by itself.
"""

from collections.abc import Mapping

import pandas as pd

from estate.access.journeys_before_and_after import AccessPoint, Service
from estate.codes import ServiceFunction, label
from estate.colocation import compatibility_rows
from estate.frames import Estate, is_null

#: Functions that say nothing of what is delivered.
_SAYS_NOTHING = (None, str(ServiceFunction.OTHER))


def visited(estate: Estate) -> pd.DataFrame:
    """Occupations to which the public comes, in buildings that operate: those of the estate with
    ``service`` (the key of the service that each is part of)."""
    users, places = estate.occupations, estate.properties
    users = users[users["property_id"].isin(places.index[places["operational"].eq(True)])]
    homes = places.loc[users["property_id"]].set_index(users.index)
    public = users[compatibility_rows.guest_rows(users, homes).isin(compatibility_rows.PUBLIC_ROWS)]
    keys = [
        str(key) if is_null(function) or function in _SAYS_NOTHING else f"{body}:{function}"
        for key, body, function in zip(
            public.index, public["organisation"], public["service_function"], strict=True
        )
    ]
    return public.assign(service=pd.Series(keys, index=public.index, dtype=object))


def services_moved(
    estate: Estate,
    users: pd.DataFrame,
    moves: Mapping[str, str],
    names: Mapping[str, str],
    elsewhere: Mapping[str, AccessPoint] | None = None,
) -> tuple[Service, ...]:
    """Services of which some moves change a place, by name.

    ``users`` as ``visited`` gives them, ``moves``: occupation → the property it moves to; ``names``
    of properties and organisations, as they may stand in a sentence; ``elsewhere``: places that are
    no property of the estate.
    """
    known = elsewhere or {}

    def point(place: str) -> AccessPoint:
        if place in known:
            return known[place]
        row = estate.properties.loc[place, ["easting", "northing"]]
        east, north = (float("nan") if is_null(one) else float(one) for one in row)
        return AccessPoint(place, names[place], east, north)

    touched = users.index.intersection(pd.Index(list(moves), dtype=object))
    wanted = users.loc[touched, "service"].unique()
    found = []
    for key, rows in users[users["service"].isin(wanted)].groupby("service", sort=False):
        here = dict.fromkeys(str(one) for one in rows["property_id"])
        there = dict.fromkeys(
            moves.get(str(who), str(home))
            for who, home in zip(rows.index, rows["property_id"], strict=True)
        )
        first = rows.iloc[0]
        name = f"{names[str(first['organisation'])]}: {function_words(first['service_function'])}"
        before, after = (tuple(point(one) for one in places) for places in (here, there))
        found.append(Service(str(key), name, before, after))
    return tuple(sorted(found, key=lambda one: (one.name, one.key)))


def function_words(function: object) -> str:
    """What a service is called, in the middle of a sentence."""
    if is_null(function) or function in _SAYS_NOTHING:
        return "a service for the public"
    return label(str(function)).lower()
