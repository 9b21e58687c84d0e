"""Cuts what the organisations do not hand over.

The county council's segments A-C keep every area and cost, so the county table holds exactly
after import; the showpieces (cluster and hub) keep everything, too.
"""

from dataclasses import replace

from sample_data.model import SampleProperty, stream
from sample_data.organisations import organisations


def cut(properties: list[SampleProperty], seed: int) -> list[SampleProperty]:
    """Copies with areas, costs, conditions and some book values left out."""
    rng, kept = stream(seed, "gaps"), {p.local_ref: replace(p) for p in properties}
    for organisation in organisations():
        own = [
            p
            for p in kept.values()
            if p.organisation == organisation.code and p.segment in "DEF" and not p.complete
        ]
        count = round(len(own) * organisation.missing)
        for index in rng.choice(len(own), count, replace=False).tolist():
            own[index].gia_m2 = own[index].nia_m2 = own[index].backlog_gbp = None
        for index in rng.choice(len(own), count, replace=False).tolist():
            own[index].cost_gbp_pa = None
        for index in rng.choice(len(own), count, replace=False).tolist():
            own[index].condition, own[index].backlog_gbp = "", None
        # Campuses make up a third of the county's book value; those are always known.
        valued = [p for p in own if p.segment != "E"]
        unvalued = round(len(valued) * organisation.missing / 2)
        for index in rng.choice(len(valued), unvalued, replace=False).tolist():
            valued[index].book_value_gbp = None
    return list(kept.values())
