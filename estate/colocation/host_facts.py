"""What each property could offer a guest: its room, and until when its own term is safe."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.codes import Tenure
from estate.colocation import compatibility_rows, gates
from estate.colocation.guests import OWNED
from estate.frames import Estate
from estate.leases.exits_and_notices import secure_until

_INSECURE = (Tenure.LICENCE, Tenure.TENANCY_AT_WILL, Tenure.HOLDING_OVER)
FOR_EVER = pd.Timestamp("2250-01-01")


def host_facts(
    estate: Estate,
    space: pd.DataFrame,
    everywhere: NDArray[np.bool_],
    assumptions: AssumptionSet,
    today: date,
    include_unrated: bool,
) -> pd.DataFrame:
    """One row per property in the order of ``estate.properties``: ``column`` of the table of uses,
    ``open`` (may receive a guest), ``spare_m2`` (null unknown), ``area_imputed``,
    ``secure_until``. ``space`` as ``capacity.spare_space`` gives it."""
    column = compatibility_rows.host_columns(estate.properties)
    willing = gates.may_host(estate.properties, include_unrated)
    willing = willing & gates.zoned_hosts(estate.properties, assumptions)
    # A school's area less its recorded use is no room that it could offer: its owner says how
    # much of the shared part is free.
    told = column.eq("school") & (assumptions.text("school_hosts") == "on_record")
    stated_m2 = estate.properties["host_room_m2"].astype(float)
    return pd.DataFrame(
        {
            "column": column,
            "open": everywhere & willing & column.notna().to_numpy(),
            "spare_m2": space["spare_m2"].mask(told, stated_m2),
            "area_imputed": space["imputed"] & ~told,
            "secure_until": _secure(estate, today),
        }
    )


def _secure(estate: Estate, today: date) -> pd.Series:
    """Until when the managing organisation's own term is safe; NaT unknown."""
    leases, properties = estate.leases, estate.properties
    ends = pd.DataFrame(
        {
            "property_id": leases["property_id"],
            "tenant": leases["tenant"],
            "until": secure_until(leases, estate.lease_events),
        }
    )
    let = properties.index.get_indexer(pd.Index(leases["property_id"]))
    manager = properties["organisation"].array.take(let, allow_fill=True)
    own = ends[(ends["tenant"] == manager).eq(True)]
    first = own.groupby("property_id")["until"].min().reindex(properties.index)
    leased = pd.Series(properties.index.isin(own["property_id"]), index=properties.index)
    safe = properties["tenure"].isin([*OWNED, Tenure.PFI]) & ~leased
    until = pd.to_datetime(first).mask(safe, FOR_EVER)
    insecure = properties["tenure"].isin(_INSECURE) & until.isna()
    return pd.Series(until.mask(insecure, pd.Timestamp(today)))
