"""How far the need of a guest and the room of a host may lie from their middle figures.

A need is mostly an estimate with a range, and room is what the needs there leave over, so room has
a range too. No score and no list rests on it: it says how sure the words about room may be.
"""

from collections.abc import Sequence

import numpy as np

from estate.assumptions import AssumptionSet
from estate.capacity import needs, usable_area
from estate.codes import CandidateKind
from estate.frames import Estate, as_number, is_null
from estate.rows import NewRow, Row
from estate.space.worth_of_needs import need_ranges


def with_ends(rows: Sequence[Row], estate: Estate, assumptions: AssumptionSet) -> list[NewRow]:
    """The rows with ``need_low_m2``, ``need_high_m2``, ``spare_low_m2`` and ``spare_high_m2``, m²
    NIA; null where the middle figure is. Room that a school has put on record is what it is."""
    guests = {str(row["guest_occupation_id"]) for row in rows}
    hosts = sorted({str(row["host_property_id"]) for row in rows})
    everyone = estate.occupations
    users = everyone[everyone.index.isin(guests) | everyone["property_id"].isin(hosts)]
    need = needs(users, estate.organisations, assumptions)
    ends = need_ranges(users, estate.organisations, need, assumptions)
    there = ends.groupby(users["property_id"]).sum().reindex(hosts).fillna(0.0)
    area = usable_area(estate.properties.loc[hosts], assumptions)["nia_m2"]
    least = (area - there["high_m2"]).clip(lower=0).to_dict()
    most = (area - there["low_m2"]).clip(lower=0).to_dict()
    low, high = (ends[name].to_dict() for name in ("low_m2", "high_m2"))
    stated = assumptions.text("school_hosts") == "on_record"
    made = []
    for row in rows:
        guest, host = str(row["guest_occupation_id"]), str(row["host_property_id"])
        told = stated and row["kind"] == CandidateKind.HOST_SCHOOL
        spare, known = as_number(row["spare_m2"]), not is_null(row["need_m2"])
        made.append(
            {str(name): value for name, value in row.items()}
            | {
                "need_low_m2": as_number(low.get(guest, np.nan)) if known else None,
                "need_high_m2": as_number(high.get(guest, np.nan)) if known else None,
                "spare_low_m2": spare if told or spare is None else as_number(least[host]),
                "spare_high_m2": spare if told or spare is None else as_number(most[host]),
            }
        )
    return made
