"""How much space an occupier needs and how much a host has to spare.

Areas are m² net internal area (NIA). What is not known stays null: a building without any
record of its occupiers has an unknown amount of spare space, not all of it. By what standard a
need is worked out is said in ``docs/methods/space.md``.
"""

from datetime import date

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import Status
from estate.space.need_by_standard import COUNTERS, NAMES, SpaceRule, SpaceStandard


def county_standard(assumptions: AssumptionSet) -> SpaceStandard:
    """The county's default of 2026, in this set."""
    return SpaceStandard(**{name: assumptions.value(f"space_{name}") for name in NAMES})


def space_rule(assumptions: AssumptionSet, day: date) -> SpaceRule:
    """By what the register works needs out on a day."""
    return SpaceRule(
        flat=is_flat(assumptions),
        m2_per_post=assumptions.value("m2_per_fte"),
        m2_per_desk=assumptions.value("m2_per_desk"),
        default=county_standard(assumptions),
        mobile_share=assumptions.value("space_mobile_share"),
        day=day,
    )


def is_flat(assumptions: AssumptionSet) -> bool:
    """Whether needs are worked out as in 2007: so many m² for each post, and nothing else."""
    return assumptions.text("space_standard") == "2007"


def standard_words(assumptions: AssumptionSet) -> str:
    """What an organisation without a standard of its own is taken to need."""
    if is_flat(assumptions):
        return f"{assumptions.value('m2_per_fte'):g} m² NIA per FTE"
    county = county_standard(assumptions)
    return (
        f"county default of 2026: {county.whole_m2_per_desk:g} m² NIA a desk, "
        f"{county.desks_per_post:g} desks a post,"
    )


def terms(
    occupations: pd.DataFrame, organisations: pd.DataFrame, assumptions: AssumptionSet
) -> pd.DataFrame:
    """What stands for each occupation, by occupation: ``m2_per_post`` and ``m2_per_desk`` (all in,
    m² NIA), ``counter_m2`` (0 where it has none) and ``by``: ``own`` (the organisation's own dated
    standard), ``own_flat`` (its own m² for each post), ``county`` or ``2007``.
    """
    names = ["m2_per_fte", "standard_from", *NAMES]
    rows = organisations.reindex(columns=names).reindex(occupations["organisation"].to_numpy())
    own = rows[["m2_per_fte", *NAMES]].astype(float).set_axis(occupations.index)
    dated = rows["standard_from"].notna().to_numpy() & (not is_flat(assumptions))
    stated = own["m2_per_fte"].notna().to_numpy()
    flat = ~dated & (stated | is_flat(assumptions))
    county = county_standard(assumptions)
    planned = {n: own[n].where(dated, getattr(county, n)) for n in NAMES}
    each = planned["m2_per_desk"] + planned["meeting_m2_per_desk"] + planned["storage_m2_per_desk"]
    known = pd.to_numeric(occupations.get("mobile_share", pd.Series(index=occupations.index)))
    mobile = known.astype(float).fillna(assumptions.value("space_mobile_share"))
    desks = planned["desks_per_post"] * (1 - mobile * (1 - planned["mobile_attendance"]))
    counted = occupations["user_function"].isin(COUNTERS).to_numpy() & ~flat
    return pd.DataFrame(
        {
            "m2_per_post": (desks * each).mask(
                flat, own["m2_per_fte"].fillna(assumptions.value("m2_per_fte"))
            ),
            "m2_per_desk": each.mask(flat, assumptions.value("m2_per_desk")),
            "counter_m2": planned["counter_m2"].where(counted, 0.0),
            "by": np.select([dated, stated, flat], ["own", "own_flat", "2007"], "county"),
        },
        index=occupations.index,
    )


def needs(
    occupations: pd.DataFrame, organisations: pd.DataFrame, assumptions: AssumptionSet
) -> pd.Series:
    """Space that each occupation needs, m² NIA, by occupation; null unknown.

    Posts × the m² for each post of the standard that holds, else desks × its m² for each desk,
    with a counter where there is one; else the area it uses today. Where the reader sees neither
    staff nor desks, ``need_m2`` stands as the register worked it out (it is asked with the same
    rule), times the mobility factor if it was derived from staff or desks. A need without a basis
    is unknown.
    """
    by = terms(occupations, organisations, assumptions)
    mobility = assumptions.value("mobility_factor")
    posts, desks = (pd.to_numeric(occupations[name]) for name in ("fte", "desks"))
    by_staff = (posts * by["m2_per_post"] + by["counter_m2"]) * mobility
    by_desks = (desks * by["m2_per_desk"] + by["counter_m2"]) * mobility
    mobile = occupations["need_basis"].isin(["fte", "desks"]).map({True: mobility, False: 1.0})
    stated = pd.to_numeric(occupations["need_m2"]) * mobile.astype(float)
    stated = stated.where(occupations["need_basis"].notna())
    return by_staff.fillna(by_desks).fillna(stated).astype(float)


def staff(
    occupations: pd.DataFrame,
    organisations: pd.DataFrame,
    needs_m2: pd.Series,
    assumptions: AssumptionSet,
) -> pd.Series:
    """Posts by occupation: as recorded, else what the need speaks of; null unknown.

    A need that is the area used today was never planned by a standard of today: it stands at the
    flat m² for each post (``m2_per_fte``, or the organisation's own), in either reading.
    """
    by = terms(occupations, organisations, assumptions)
    own = organisations["m2_per_fte"].reindex(occupations["organisation"].to_numpy())
    flat = pd.Series(own.to_numpy(dtype=float), occupations.index)
    flat = flat.fillna(assumptions.value("m2_per_fte"))
    used_today = occupations["need_basis"].eq("area")
    each = by["m2_per_post"].mask(used_today, flat)
    counter = (by["counter_m2"] * assumptions.value("mobility_factor")).mask(used_today, 0.0)
    told = (needs_m2 - counter).clip(lower=0) / each
    return pd.to_numeric(occupations["fte"]).astype(float).fillna(told)


def usable_area(properties: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """``nia_m2`` of each property and ``imputed``: True where it was inferred from the GIA.

    The factor 0.80 is that of offices; elsewhere it is a rougher guess, marked the same way.
    """
    measured = pd.to_numeric(properties["nia_m2"])
    inferred = pd.to_numeric(properties["gia_m2"]) * assumptions.value("nia_per_gia")
    return pd.DataFrame(
        {
            "nia_m2": measured.fillna(inferred).astype(float),
            "imputed": measured.isna() & inferred.notna(),
        }
    )


def spare_space(
    properties: pd.DataFrame,
    occupations: pd.DataFrame,
    needs_m2: pd.Series,
    assumptions: AssumptionSet,
) -> pd.DataFrame:
    """Space by property: ``nia_m2``, ``need_m2``, ``spare_m2``, ``utilisation``, ``imputed``.

    spare = NIA − Σ need, never below 0; utilisation = Σ need / NIA (1.0 = full). Both are null
    when the area, any occupier's need, or the occupiers as such are unknown. A vacant property
    without occupiers is wholly spare.
    """
    area = usable_area(properties, assumptions)
    by_property = needs_m2.groupby(occupations["property_id"])
    total = by_property.sum(min_count=1).reindex(properties.index)
    known = by_property.count().eq(by_property.size()).reindex(properties.index)
    vacant = properties["status"].eq(Status.VACANT) & total.isna() & known.isna()
    need = total.where(known.eq(True)).mask(vacant, 0.0)
    return pd.DataFrame(
        {
            "nia_m2": area["nia_m2"],
            "need_m2": need,
            "spare_m2": (area["nia_m2"] - need).clip(lower=0),
            "utilisation": need / area["nia_m2"].where(area["nia_m2"] > 0),
            "imputed": area["imputed"],
        }
    )
