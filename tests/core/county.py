"""A made-up county of any size for tests of the whole way from frames to ranked candidates."""

import numpy as np

from estate.frames import Estate

from . import factories

_TOWNS = (
    ("Worcester", 385_056.0, 254_590.0, 103_872),
    ("Redditch", 403_800.0, 267_600.0, 87_036),
    ("Kidderminster", 383_083.0, 276_714.0, 57_400),
    ("Bromsgrove", 396_020.0, 270_852.0, 34_755),
)
#: type, use class, user function, service, share of the county
_KINDS = (
    ("office", "office_admin", "back_office", "corporate", 0.20),
    ("library", "public_access", "front_office", "library", 0.09),
    ("hub", "public_access", "front_office", "customer_contact", 0.12),
    ("post_office", "public_access", "front_office", "postal_counter", 0.04),
    ("depot", "warehouse_depot", "depot", "highways", 0.07),
    ("records_store", "warehouse_depot", "storage", "archive", 0.03),
    ("school_primary", "specialist", "specialist", "education", 0.18),
    ("childrens_centre", "public_access", "mixed", "children_centre", 0.04),
    ("health_centre", "public_access", "specialist", "health_clinic", 0.06),
    ("police_office", "public_access", "mixed", "policing_neighbourhood", 0.04),
    ("probation_office", "office_admin", "front_office", "probation", 0.03),
    ("fire_station", "specialist", "specialist", "fire", 0.02),
    ("crematorium", "specialist", "specialist", "other", 0.02),
    ("land", "non_operational", "storage", None, 0.06),
)


def county(size: int = 300, seed: int = 1, reader: str = "party") -> Estate:
    """``size`` properties of twelve organisations; the same seed gives the same county."""
    random = np.random.default_rng(seed)
    places, users, lets, ends, costs = [], [], [], [], {}
    shares = np.array([kind[-1] for kind in _KINDS])
    for number in range(size):
        kind = _KINDS[random.choice(len(_KINDS), p=shares / shares.sum())]
        place = _property(random, number, kind, reader)
        places.append(place)
        users += _occupiers(random, place, kind, reader)
        if place["tenure"] == "leasehold":
            lets.append(_lease(random, place))
            ends += _break(random, lets[-1])
        if random.random() < 0.4:
            costs[str(place["id"])] = float(place["nia_m2"] or 400) * random.uniform(30, 100)
    return factories.estate(
        properties=factories.properties(*places),
        occupations=factories.occupations(*users),
        leases=factories.leases(*lets),
        lease_events=factories.events(*ends),
        costs=factories.costs(**costs),
        organisations=factories.organisations(
            *({"id": f"SYN-{n:02d}", "signed": n != 3} for n in range(12))
        ),
        zones=factories.zones(
            *({"name": t[0], "easting": t[1], "northing": t[2], "population": t[3]} for t in _TOWNS)
        ),
        reader=reader,
    )


def _property(random, number, kind, reader):
    town, east, north, people = _TOWNS[random.integers(len(_TOWNS))]
    away = 1.2 * np.sqrt(people) * abs(random.normal())
    angle = random.uniform(0, 2 * np.pi)
    east, north = east + away * np.cos(angle), north + away * np.sin(angle)
    area = float(random.lognormal(6.3, 0.5))
    return {
        "id": f"P{number:05d}",
        "organisation": f"SYN-{random.integers(12):02d}",
        "name": random.choice([f"House {number}", "Surplus Stores", "Old Hall, to be sold", ""]),
        "type_code": kind[0],
        "use_class": kind[1],
        "operational": kind[1] != "non_operational",
        "easting": east,
        "northing": north,
        "nia_m2": area if random.random() < 0.8 else None,
        "gia_m2": area / 0.8 if random.random() < 0.8 else None,
        "town": town,
        "availability": random.choice(["red", "amber", "amber", "green", None]),
        "sharing": random.choice(["red", "amber", "green", "green", None]),
        "availability_reason": random.choice(["LEASE_EVENT;UNDERUSE", "OTHER", None]),
        "reuse_offered": bool(random.random() < 0.5),
        "condition": random.choice(["A", "B", "C", "D", None]),
        "energy_rating": random.choice(["B", "D", "F", None]),
        "tenure": random.choice(["freehold", "freehold", "leasehold", None]),
        "geometry": factories.square(east, north, area**0.5) if random.random() < 0.8 else None,
        "exact": reader != "club",
    } | ({"nia_m2": area} if number % 7 == 0 else {})


def _occupiers(random, place, kind, reader):
    area = place["nia_m2"] or 400.0
    bodies = [place["organisation"], f"SYN-{random.integers(12):02d}"][: random.integers(1, 3)]
    return [
        {
            "id": f"O{place['id']}-{n}",
            "property_id": place["id"],
            "organisation": body,
            "user_function": kind[2],
            "service_function": kind[3],
            "need_m2": None if random.random() < 0.1 else area * random.uniform(0.2, 0.5),
            "need_basis": random.choice(["fte", "desks", "area"]),
            "exact": reader != "club",
        }
        for n, body in enumerate(bodies)
    ]


def _lease(random, place):
    days = int(random.uniform(-200, 5000))
    known = random.random() < 0.75
    held = known and days < -100
    return {
        "id": f"L{place['id']}",
        "property_id": place["id"],
        "tenant": place["organisation"],
        "landlord": f"SYN-{random.integers(12):02d}" if random.random() < 0.2 else None,
        "expiry": np.datetime64(factories.TODAY) + days if known else None,
        "holding_over_since": np.datetime64(factories.TODAY) + days if held else None,
        "inside_1954_act": random.choice([True, False, None]),
    }


def _break(random, lease):
    if random.random() > 0.4 or lease["expiry"] is None:
        return []
    day = lease["expiry"] - int(random.uniform(100, 1500))
    return [
        {"lease_id": lease["id"], "kind": random.choice(["tenant_break", "landlord_break"]),
         "date": day, "notice_months": random.choice([3, 6, 12, None])}
    ]  # fmt: skip
