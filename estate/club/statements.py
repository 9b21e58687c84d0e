"""What its premises cost each occupier: building by building, share by share.

"Property is not a free good" (Worcestershire, 2010): whoever uses a room uses its cost, whoever
pays the bill. The cost of a building is divided among those who use it by the room that they need;
what is spare is borne in the same proportion, so that the shares of a building make its whole.
``docs/methods/what-an-occupiers-premises-cost.md`` says each rule.
"""

from enum import StrEnum

import numpy as np
import pandas as pd

from estate import costs
from estate.assumptions import AssumptionSet
from estate.costs import CostTotal
from estate.frames import Estate

_COSTS = ("total_gbp_pa", "total_low_gbp_pa", "total_high_gbp_pa")


class ShareRestsOn(StrEnum):
    """Why an occupier's share of a building's cost is what it is."""

    ALONE = "alone"
    NEED = "need"
    UNKNOWN = "unknown"


def shares(occupations: pd.DataFrame, needs_m2: pd.Series) -> pd.DataFrame:
    """Each organisation's share of each building that it uses.

    Parameters
    ----------
    occupations : pandas.DataFrame
        With ``OCCUPATION_COLUMNS``; several of one organisation in a building count together.
        One without an organisation is of somebody outside the register, and a user of its own.
    needs_m2 : pandas.Series
        Room that each needs, m² NIA, by occupation; null unknown.

    Returns
    -------
    pandas.DataFrame
        By (``property_id``, ``organisation``): ``need_m2`` (null where any of its own is unknown),
        ``share`` from 0 to 1, null where it shares the building and somebody's need is unknown,
        and ``rests_on`` (``ShareRestsOn``).

    Examples
    --------
    >>> users = pd.DataFrame({"property_id": ["A", "A", "B"], "organisation": ["X", "Y", "X"]})
    >>> shares(users, pd.Series([30.0, 90.0, float("nan")]))["share"].tolist()
    [0.25, 0.75, 1.0]
    """
    keys = ["property_id", "organisation"]
    each = occupations[keys].assign(need_m2=needs_m2.astype(float), unknown=needs_m2.isna())
    outside = pd.Series(each.index.map("outside: {}".format), each.index)
    each["organisation"] = each["organisation"].fillna(outside)
    found = each.groupby(keys, sort=True).agg(
        need_m2=("need_m2", "sum"), unknown=("unknown", "any")
    )
    found["need_m2"] = found["need_m2"].mask(found["unknown"])
    of_place = found.groupby(level="property_id")
    alone = of_place["unknown"].transform("size").eq(1)
    whole = of_place["need_m2"].transform("sum").mask(of_place["unknown"].transform("any"))
    share = (found["need_m2"] / whole.where(whole > 0)).mask(alone, 1.0)
    rests_on = np.select(
        [alone, share.notna()], [ShareRestsOn.ALONE, ShareRestsOn.NEED], ShareRestsOn.UNKNOWN
    )
    return found.assign(share=share, rests_on=rests_on).drop(columns="unknown")


def statement(
    estate: Estate, premises: pd.DataFrame, needs_m2: pd.Series, organisation: str
) -> pd.DataFrame:
    """The buildings that one organisation uses, each with its cost and the occupier's part of it.

    ``premises`` are ``costs.property_costs``, ``needs_m2`` ``capacity.needs`` of the same estate.
    By property id, the dearest part first, those without a known share last: ``name``,
    ``managing``, ``is_own``, ``need_m2``, ``share``, ``rests_on``; the building's
    ``total_gbp_pa`` with ``…_low_`` and ``…_high_``, ``tier`` and ``exact`` as there; and
    ``share_gbp_pa`` with its low and high (null where the share is unknown), GBP a year.
    """
    every = shares(estate.occupations, needs_m2).reset_index()
    mine = every[every["organisation"].eq(organisation)].set_index("property_id")
    mine = mine[mine.index.isin(premises.index)].drop(columns="organisation")
    places = estate.properties.loc[mine.index, ["name", "local_ref", "organisation"]]
    found = mine.join(places.rename(columns={"organisation": "managing"}))
    found = found.join(premises[[*_COSTS, "tier", "exact"]])
    found["is_own"] = found["managing"].eq(organisation)
    for name in _COSTS:
        found[name.replace("total", "share")] = found[name] * found["share"]
    order = ["share_gbp_pa", "name", "local_ref"]
    return found.sort_values(order, ascending=[False, True, True], kind="stable")


def total(
    found: pd.DataFrame, premises: pd.DataFrame, assumptions: AssumptionSet
) -> CostTotal | None:
    """The known parts of a ``statement`` together, with their range; None where there is none."""
    known = found[found["share"].notna()]
    if known.empty:
        return None
    parts = premises.loc[known.index].copy()
    amounts = [name for name in parts.columns if name.endswith("_gbp_pa")]
    parts[amounts] = parts[amounts].mul(known["share"], axis=0)
    return costs.total(parts, assumptions)


def without_occupier(estate: Estate, organisation: str) -> list[str]:
    """Properties that an organisation manages and for which nobody is on record as using them."""
    own = estate.properties["organisation"].eq(organisation)
    used = estate.properties.index.isin(estate.occupations["property_id"])
    return list(estate.properties.index[own & ~used])
