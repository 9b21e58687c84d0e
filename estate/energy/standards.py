"""Minimum standards of energy: what to look at, never advice. Rules with their source and day.

Let space: a non-domestic property in England and Wales that is let may not be let, from 1 April
2023 also under a lease that runs already, with an EPC below E, unless an exemption is registered
(Energy Efficiency (Private Rented Property) (England and Wales) Regulations 2015; guidance read on
30 November 2026). Public buildings: where a public authority occupies more than 250 m² and the
public often visits, a display energy certificate must be on show; it holds 12 months above
1,000 m², else ten years (Energy Performance of Buildings (England and Wales) Regulations 2012,
regulation 14).
"""

from datetime import date, timedelta

import pandas as pd

from estate.codes import EnergyCertificate, EnergyRating

MEES_SOURCE = (
    "Energy Efficiency (Private Rented Property) (England and Wales) Regulations 2015, from "
    "1 April 2023: https://www.gov.uk/guidance/non-domestic-private-rented-property-minimum-"
    "energy-efficiency-standard-landlord-guidance"
)
DEC_SOURCE = (
    "Energy Performance of Buildings (England and Wales) Regulations 2012, regulation 14: "
    "https://www.legislation.gov.uk/uksi/2012/3118/regulation/14/made"
)
DEC_FROM_M2, DEC_YEARLY_ABOVE_M2 = 250.0, 1_000.0
_BELOW_E = (EnergyRating.F, EnergyRating.G)
FLAGS = {
    "epc_below_e": "Let, and its EPC is below E. No property may be let below E unless an "
    "exemption is registered: to be looked at by whoever lets it",
    "perhaps_below_e": "Let, and rated below E by a certificate that is not named. If it is an "
    "EPC, no property may be let below E unless an exemption is registered",
    "dec_missing": "The public comes here, it is larger than 250 m², and no display energy "
    "certificate is on record. One must be on show where a public authority "
    "occupies it and the public often visits",
    "dec_expired": "Its display energy certificate has run out by the day on record",
}
SOURCES = {
    "epc_below_e": MEES_SOURCE,
    "perhaps_below_e": MEES_SOURCE,
    "dec_missing": DEC_SOURCE,
    "dec_expired": DEC_SOURCE,
}


def flags(properties: pd.DataFrame, let: pd.Series, today: date) -> pd.Series:
    """The keys of ``FLAGS`` of each property, a tuple each, by property id.

    ``let``: whether the property, or a part of it, is let to somebody. ``properties`` with
    ``PROPERTY_COLUMNS``; the area is GIA, else NIA.
    """
    rating, named = properties["energy_rating"], properties["energy_certificate"]
    is_epc, is_dec = named.eq(EnergyCertificate.EPC), named.eq(EnergyCertificate.DEC)
    below = properties["further_epc_rating"].isin(_BELOW_E) | (is_epc & rating.isin(_BELOW_E))
    unsaid = named.isna() & rating.isin(_BELOW_E) & properties["further_epc_rating"].isna()
    area = pd.to_numeric(properties["gia_m2"]).fillna(pd.to_numeric(properties["nia_m2"]))
    visited = properties["public_access"].eq(True) & area.gt(DEC_FROM_M2)
    has_dec = is_dec & rating.notna()
    days = pd.to_datetime(properties["energy_rating_date"])
    years = area.gt(DEC_YEARLY_ABOVE_M2).map({True: 1, False: 10})
    ends = days + pd.to_timedelta(years * 365.25, unit="D") - timedelta(days=1)
    found = {
        "epc_below_e": let & below,
        "perhaps_below_e": let & unsaid,
        "dec_missing": visited & ~has_dec,
        "dec_expired": visited & has_dec & ends.lt(pd.Timestamp(today)),
    }
    table = pd.DataFrame(found, index=properties.index).fillna(False).astype(bool)
    return pd.Series(
        [
            tuple(name for name, here in zip(found, row, strict=True) if here)
            for row in table.to_numpy()
        ],
        index=properties.index,
    )
