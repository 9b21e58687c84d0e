"""How much space an occupier needs and how much a host has to spare.

Areas are m² net internal area (NIA). What is not known stays null: a building without any
record of its occupiers has an unknown amount of spare space, not all of it.
"""

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import Status


def needs(
    occupations: pd.DataFrame, organisations: pd.DataFrame, assumptions: AssumptionSet
) -> pd.Series:
    """Space that each occupation needs, m² NIA, by occupation; null unknown.

    Staff × the occupier's own standard × mobility; else desks × m² per desk × mobility; else
    the area it uses today. Where the reader sees neither staff nor desks, ``need_m2`` stands as
    the register worked it out (it is asked with the standards of the same assumption set), times
    the mobility factor if it was derived from staff or desks. A need without a basis is unknown.
    """
    own = organisations["m2_per_fte"].reindex(occupations["organisation"].to_numpy())
    own_standard = pd.Series(own.to_numpy(dtype=float), index=occupations.index)
    standard = own_standard.fillna(assumptions.value("m2_per_fte"))
    mobility = assumptions.value("mobility_factor")
    by_staff = pd.to_numeric(occupations["fte"]) * standard * mobility
    by_desks = pd.to_numeric(occupations["desks"]) * assumptions.value("m2_per_desk") * mobility
    mobile = occupations["need_basis"].isin(["fte", "desks"]).map({True: mobility, False: 1.0})
    stated = pd.to_numeric(occupations["need_m2"]) * mobile.astype(float)
    stated = stated.where(occupations["need_basis"].notna())
    return by_staff.fillna(by_desks).fillna(stated).astype(float)


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
