"""Generates the properties: who holds what, how large, where, and on what terms."""

from datetime import date, timedelta
from typing import Any

from estate.codes import TypeCode, UseClass
from sample_data import adjoining, constraints, energy, measures, names, outlines, places, standing
from sample_data.model import SampleProperty, stream
from sample_data.organisations import by_code
from sample_data.tables import load

_PROTECTED = {
    TypeCode.CREMATORIUM: "crematorium",
    TypeCode.PRISON: "prison",
    TypeCode.CUSTODY_SUITE: "custody",
    TypeCode.ACUTE_HOSPITAL: "acute_theatre",
}
#: Not for the public. Nothing is kept from the club, so that its count is the register's.
_SENSITIVE = frozenset(
    {
        TypeCode.CUSTODY_SUITE,
        TypeCode.PRISON,
        TypeCode.PROBATION_OFFICE,
        TypeCode.POLICE_OFFICE,
    }
)


def properties(seed: int, reference_date: date) -> list[SampleProperty]:
    """The 1,324 properties, complete: gaps are cut later."""
    estate = _skeleton()
    _mark_showpieces(estate)
    measures.set_areas(estate, seed)
    measures.set_costs(estate, seed)
    measures.set_book_values(estate, seed)
    areas = outlines.site_areas_m2(estate, seed)
    places.locate(estate, {ref: outlines.radius_m(m2) for ref, m2 in areas.items()}, seed)
    outlines.draw(estate, areas, seed)
    adjoining.move(estate)
    names.give(estate, seed)
    _set_identifiers(estate, seed)
    standing.set_tenure(estate, seed, reference_date)
    standing.set_condition(estate, seed)
    energy.set_energy(estate, seed)
    standing.set_ratings(estate, seed, reference_date)
    constraints.set_constraints(estate, seed)
    _set_dates(estate, reference_date)
    return estate


def _skeleton() -> list[SampleProperty]:
    """One empty property per holding, numbered per organisation."""
    estate: list[SampleProperty] = []
    counters: dict[str, int] = {}
    for holding in load("composition")["holding"]:
        for organisation, count in holding["counts"].items():
            for _ in range(count):
                counters[organisation] = counters.get(organisation, 0) + 1
                estate.append(
                    SampleProperty(
                        organisation=organisation,
                        local_ref=f"{organisation}-{counters[organisation]:04d}",
                        segment=holding["segment"],
                        type_code=TypeCode(holding["type"]),
                        use_class=UseClass(holding["use"]),
                    )
                )
    order = {code: position for position, code in enumerate(by_code())}
    return sorted(estate, key=lambda p: (order[p.organisation], p.local_ref))


def _mark_showpieces(estate: list[SampleProperty]) -> None:
    """Choose the cluster's buildings and the shared hub; they keep every figure."""
    composition = load("composition")
    for cluster in composition["cluster"]:
        for organisation, kind in cluster["members"]:
            chosen = _first_free(estate, organisation, kind)
            chosen.town, chosen.in_cluster, chosen.complete = cluster["town"], True, True
    hub = _first_free(estate, *composition["hub"]["host"])
    hub.town, hub.hub, hub.complete = composition["hub"]["town"], True, True


def _first_free(estate: list[SampleProperty], organisation: str, kind: str) -> SampleProperty:
    return next(
        p
        for p in estate
        if (p.organisation, p.type_code) == (organisation, kind)
        and not p.complete
        and p.segment in "BD"
    )


def _set_identifiers(estate: list[SampleProperty], seed: int) -> None:
    """Property reference numbers of a range that no real gazetteer uses, for 85 %."""
    rng = stream(seed, "identifiers")
    wanted = round(len(estate) * load("composition")["totals"]["uprn_share"])
    fixed = [i for i, p in enumerate(estate) if p.complete]
    others = [i for i, p in enumerate(estate) if not p.complete]
    chosen = fixed + rng.choice(others, wanted - len(fixed), replace=False).tolist()
    numbers = rng.permutation(900_000)[: len(estate)] + 100_000
    for index in sorted(chosen):
        estate[index].uprn = 999_000_000_000 + int(numbers[index])
    titled = rng.uniform(size=len(estate)) < load("composition")["totals"]["title_share"]
    for index, prop in enumerate(estate):
        if titled[index]:
            prop.title_number = f"SYN{int(numbers[index])}"


#: Services whose codes are no words that a resident would write.
_SERVICE_WORDS = {
    "children_centre": "children's centre",
    "policing_neighbourhood": "neighbourhood policing",
}


def _service_words(kind: dict[str, Any]) -> str:
    """What residents read; a place of no listed service is called what it is."""
    service = str(kind["service"])
    if service == "other":
        return str(kind["words"][0]).lower()
    return _SERVICE_WORDS.get(service, service.replace("_", " "))


def _set_dates(estate: list[SampleProperty], reference_date: date) -> None:
    organisations = by_code()
    for prop in estate:
        age = organisations[prop.organisation].extract_age_days
        prop.as_of = reference_date - timedelta(days=age)
        prop.protected_use = _PROTECTED.get(prop.type_code, "")
        if prop.type_code in _SENSITIVE:
            prop.sensitivity = "club"
        if prop.public_access:
            prop.opening_hours = "Mon-Fri 09:00-17:00"
            prop.services = _service_words(load("types")[prop.type_code])
