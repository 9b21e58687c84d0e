"""What follows when a building is left, property by property, as its business case has it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.capacity import staff
from estate.codes import UseClass
from estate.frames import Estate
from estate.repairing_and_dilapidations import dearest, share_of_rate


def partner_lets(estate: Estate, property_ids: pd.Index) -> NDArray[np.bool_]:
    """Of each property, whether its holder rents it from another organisation of the register."""
    leases = _of_holder(estate)
    let = leases.loc[leases["landlord"].notna() & leases["landlord"].ne(leases["tenant"])]
    return np.asarray(property_ids.isin(let["property_id"]), dtype=bool)


def repairs_due(
    estate: Estate, property_ids: pd.Index, assumptions: AssumptionSet
) -> NDArray[np.float64]:
    """Of each property, the share of the working rate of dilapidations that would be due."""
    bases = _of_holder(estate).groupby("property_id")["repairing_basis"]
    shares = {
        str(name): assumptions.value(share_of_rate(dearest(words, assumptions)))
        for name, words in bases
    }
    unknown = assumptions.value("dilapidations_share_unknown")
    return np.array([shares.get(str(name), unknown) for name in property_ids], dtype=float)


def let_again(costs: pd.DataFrame, case: str, assumptions: AssumptionSet) -> pd.Series:
    """What a landlord that is a partner would take of its next tenant, GBP a year: a share of what
    this one pays. ``costs`` are premises costs; ``case`` is low, high or empty."""
    ends = [f"{name}{'_' if case else ''}{case}_gbp_pa" for name in ("total", "club")]
    paid = (costs[ends[0]].astype(float) - costs[ends[1]].astype(float)).clip(lower=0.0)
    return paid * assumptions.value("relet_rent" + ("_" if case else "") + case)


def once_left(homes: pd.DataFrame, case: str, assumptions: AssumptionSet) -> NDArray[np.float64]:
    """What leaving each building wholly costs once, GBP: dilapidations of a let one, the penalty of
    its break, fees on letting it again and on passing on an owned one.

    ``homes`` are premises costs with ``rent_runs_on``, ``penalty_gbp``, ``partner_lets`` and
    ``repairs`` (``repairs_due``); ``case`` is low, high or empty, of the cost.
    """
    let = homes["let"].to_numpy(dtype=bool)
    leased = let & ~homes["rent_runs_on"].to_numpy(dtype=bool)
    relets = leased & homes["partner_lets"].to_numpy(dtype=bool)
    # What a landlord of the club's is paid, it spends: to the club it is the cost of the repairs.
    owed = assumptions.text("dilapidations_owed_to") == "landlord"
    repairs = homes["repairs"].to_numpy(dtype=float)
    repairs = np.where(relets & owed, repairs * assumptions.value("landlord_works_share"), repairs)
    area = homes["area_m2"].to_numpy(dtype=float)
    works, passing = (
        area * assumptions.value(f"{name}{'_' if case else ''}{case}_gbp_per_m2")
        for name in ("dilapidations", "passing_on")
    )
    again = let_again(homes, {"low": "high", "high": "low"}.get(case, ""), assumptions)
    once = np.where(leased, works * repairs, 0.0) + homes["penalty_gbp"].to_numpy(dtype=float)
    once = once + np.where(let, 0.0, passing)
    fees = np.where(relets, again.to_numpy(dtype=float), 0.0)
    return np.asarray(once + fees * assumptions.value("relet_cost_share"), dtype=np.float64)


def staff_estimated(estate: Estate, assumptions: AssumptionSet) -> pd.Series:
    """Of each occupation, whether its staff may be estimated from what it needs: not where that is
    the area that it uses today, of a building that is no office."""
    users = estate.occupations
    use = estate.properties["use_class"].reindex(users["property_id"].to_numpy())
    office = pd.Series(use.eq(UseClass.OFFICE_ADMIN.value).to_numpy(), users.index)
    everywhere = assumptions.text("staff_from_area") == "all"
    return users["need_basis"].ne("area") | office | everywhere


def posts(estate: Estate, needs_m2: pd.Series, assumptions: AssumptionSet) -> pd.Series:
    """Posts of each occupation that a move would pay for: as recorded, or estimated from its need;
    0 where its area says nothing of staff."""
    users = estate.occupations
    unknown = pd.to_numeric(users["fte"]).isna() & ~staff_estimated(estate, assumptions)
    return staff(users, estate.organisations, needs_m2, assumptions).mask(unknown, 0.0)


def _of_holder(estate: Estate) -> pd.DataFrame:
    """Leases under which a property's own organisation holds it."""
    leases = estate.leases
    holders = estate.properties["organisation"].reindex(leases["property_id"].to_numpy())
    return pd.DataFrame(leases[(leases["tenant"] == holders.to_numpy()).to_numpy(dtype=bool)])
