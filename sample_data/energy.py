"""Invented energy of some of the sample's buildings: metered kWh, certificates, cost of works."""

from datetime import date
from decimal import Decimal

from estate.codes import SCHOOL_TYPES, TypeCode, UseClass
from sample_data.model import SampleProperty, stream

#: Electricity and heat, kWh a year for each m² GIA: about what such places use.
_OF_CLASS = {
    UseClass.OFFICE_ADMIN: (88, 104),
    UseClass.PUBLIC_ACCESS: (62, 148),
    UseClass.WAREHOUSE_DEPOT: (33, 120),
    UseClass.SPECIALIST: (74, 220),
}
_SCHOOL = (42, 128)
#: So many of those in use have meters that are read, and so many a certificate that says which.
_METERED, _CERTIFIED, _HEATED_BY_ELECTRICITY = 0.42, 0.75, 0.06


def set_energy(estate: list[SampleProperty], seed: int) -> None:
    """Meters of some operational buildings, what their rating stands on, an EPC where let."""
    rng = stream(seed, "energy")
    for prop in estate:
        metered, certified, electric = rng.uniform(size=3)
        wide = rng.lognormal(0, 0.28, size=2)
        year, month = int(rng.integers(2016, 2026)), int(rng.integers(1, 13))
        band = str(rng.choice(list("BCDEFG"), p=[0.08, 0.24, 0.36, 0.20, 0.08, 0.04]))
        if not prop.operational or not prop.gia_m2:
            continue
        if metered < _METERED or prop.complete:
            _meter(prop, wide.tolist(), electric < _HEATED_BY_ELECTRICITY)
        if prop.energy_rating and (certified < _CERTIFIED or prop.complete):
            shown = prop.public_access or prop.type_code in SCHOOL_TYPES
            prop.energy_certificate = "dec" if shown else "epc"
            prop.energy_rating_date = date(year, month, 1)
        if prop.tenure == "leasehold" and prop.energy_certificate == "dec":
            prop.further_epc_rating = band
        if prop.energy_rating in ("F", "G") and certified < 0.5:
            works = float(prop.gia_m2) * (90 if prop.energy_rating == "F" else 140) * wide[0]
            prop.energy_works_gbp = Decimal(round(works / 500) * 500)


def _meter(prop: SampleProperty, wide: list[float], electric: bool) -> None:
    school = prop.type_code in SCHOOL_TYPES
    power, heat = _SCHOOL if school else _OF_CLASS[prop.use_class]
    if prop.type_code is TypeCode.LEISURE_CENTRE:
        power, heat = 110, 420
    area = float(prop.gia_m2 or 0)
    power_kwh, heat_kwh = area * power * wide[0], area * heat * wide[1]
    if electric:
        power_kwh, heat_kwh = power_kwh + heat_kwh * 0.5, 0.0
    prop.electricity_kwh, prop.gas_kwh = round(power_kwh), round(heat_kwh)
    prop.energy_year = "2024/25"
