"""Shared front desks: services of several organisations that meet the public in one building.

They move whole or not at all, unless every one of their parties has asked that they may move apart.
"""

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.colocation.compatibility_rows import PUBLIC_ROWS, guest_rows
from estate.frames import Estate


def front_desks(
    guests: pd.DataFrame, properties: pd.DataFrame, assumptions: AssumptionSet
) -> pd.Series:
    """How many occupations share each one's front desk; 0 for none, and for one that may be split.
    By ``home`` (position in ``properties``), ``organisation``, ``row``."""
    public = guests["row"].isin(PUBLIC_ROWS)
    if assumptions.text("shared_front_desks") == "apart":
        return pd.Series(0, guests.index)
    desks = guests[public].groupby("home")["organisation"]
    together = desks.nunique().gt(1)
    asked = properties["desk_split_asked"]
    for place in together.index[together]:
        if may_split(desks.get_group(place), asked.iat[place]):
            together[place] = False
    several = guests["home"].map(together).eq(True)
    size = guests["home"].map(desks.size()).fillna(0).astype(int)
    return size.where(public & several, 0)


def may_split(parties: pd.Series, asked: object) -> bool:
    """Whether every party has asked; ``asked``: codes with ';' between, or null."""
    return isinstance(asked, str) and set(parties) <= set(asked.split(";"))


def parties(estate: Estate, property_id: str, assumptions: AssumptionSet) -> tuple[str, ...]:
    """The organisations of a property's shared front desk; none where it has none, or where
    ``shared_front_desks`` lets each move by itself anyway."""
    together = assumptions.text("shared_front_desks") == "together"
    if not together or property_id not in estate.properties.index:
        return ()
    users = estate.occupations
    here = users[
        users["property_id"].eq(property_id)
        & users["organisation"].isin(estate.organisations.index)
    ]
    homes = estate.properties.loc[[property_id] * len(here)].set_axis(here.index)
    public = guest_rows(here, homes).isin(PUBLIC_ROWS)
    found = sorted(set(here.loc[public, "organisation"]))
    return tuple(found) if len(found) > 1 else ()
