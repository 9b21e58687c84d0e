"""Made-up feeds of the size and shape that the service delivers, for the browser tests.

Everything is drawn from a fixed seed. ``PAYLOADS`` are texts that run on the server or in the
browser when they pass through Folium; here they are names of properties.
"""

import math
import random
from typing import Any

PAYLOADS = (
    "Unit {{ 7*7 }} <img src=x onerror=alert(1)> ${1}",
    "X{{cycler.__init__.__globals__.os.popen('id').read()}}X",
    "price {{tbc}} agreed",
    "{# note #} annexe",
    "{% raw %} depot",
    "</script><script>window.hit=1</script>",
    "<svg onload=alert(2)>",
    "${window.hit=3}",
    "`+alert(4)+`",
    "\"'><b onmouseover=alert(5)>bold",
    "javascript:alert(6) &lt;i&gt;",
)

TOWNS = {
    "Worcester": (-2.2200, 52.1890, 300),
    "Redditch": (-1.9450, 52.3060, 210),
    "Kidderminster": (-2.2490, 52.3880, 170),
    "Bromsgrove": (-2.0590, 52.3350, 150),
    "Great Malvern": (-2.3250, 52.1110, 110),
    "Evesham": (-1.9480, 52.0920, 110),
    "Droitwich Spa": (-2.1490, 52.2660, 90),
    "Stourport-on-Severn": (-2.2790, 52.3400, 60),
    "Bewdley": (-2.3170, 52.3760, 40),
    "Pershore": (-2.0750, 52.1110, 40),
    "Tenbury Wells": (-2.5940, 52.3110, 20),
}
DISTRICTS = ("Northvale", "Wychwold", "Teme Hills", "Avonbank", "Castle Fold", "Riverside")
BOUNDS = (-2.68, 51.96, -1.74, 52.46)
ORGANISATIONS = {f"SYN-{n:02d}": f"Made-up Organisation {n}" for n in range(1, 21)}
KINDS = ("Library", "Office", "Depot", "Clinic", "Primary School", "Police Post", "Day Centre")
#: A grey pixel.
TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
BASE_MAP: dict[str, Any] = {
    "base": "custom",
    "url": "/tiles/{z}/{x}/{y}.png",
    "min_zoom": 7,
    "max_zoom": 16,
    "bounds": [-2.8, 51.8, -1.6, 52.6],
    "attribution": [{"text": PAYLOADS[6], "href": None}, {"text": "Us", "href": "/county"}],
}
CODES = {
    "organisations": ORGANISATIONS,
    "use_class": {
        "specialist": "Specialist",
        "office_admin": "Office (administration)",
        "public_access": "Public access point",
        "warehouse_depot": "Warehouse or depot",
        "non_operational": "Non-operational",
    },
    "tenure": {"freehold": "Freehold", "leasehold": "Leasehold"},
    "type_code": {"office": "Office", "library": "Library"},
    "status": {"in_use": "In use", "part_vacant": "Part vacant"},
}


def properties(count: int = 1324, corners: int = 4) -> dict[str, Any]:
    """The feed /map/properties.geojson with ``count`` sites, the first eleven named by PAYLOADS.

    ``corners``: of each outline.
    """
    draw = random.Random(7)
    towns = _town_of_each(count)
    features = [_feature(n, town, draw, corners) for n, town in enumerate(towns)]
    for feature, payload in zip(features, PAYLOADS, strict=False):
        feature["properties"]["name"] = payload
    _stack(features[1:4])
    county = {"name": "Severnshire", "synthetic": True, "bounds": list(BOUNDS)}
    return {
        "type": "FeatureCollection",
        "county": county,
        "version": 1,
        "today": "2026-06-01",
        "reader": "club",
        "features": features,
        "codes": CODES,
    }


def _stack(features: list[dict[str, Any]]) -> None:
    """Put the sites on top of each other, each outline within the one before."""
    lng, lat = features[0]["properties"]["point"]
    for number, feature in enumerate(features):
        half = 0.0009 / (number + 1)
        ring = _box(lng - 1.63 * half, lat - half, lng + 1.63 * half, lat + half)
        feature["properties"]["point"] = [lng, lat]
        feature["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring]]}


def _town_of_each(count: int) -> list[str]:
    share = count / 1324
    towns = [town for town, (_, _, number) in TOWNS.items() for _ in range(int(number * share))]
    return towns + ["Worcester"] * (count - len(towns))


def _feature(number: int, town: str, draw: random.Random, corners: int) -> dict[str, Any]:
    lng0, lat0, size = TOWNS[town]
    spread = 0.0011 * math.sqrt(size)
    lng, lat = draw.gauss(lng0, spread * 1.6 * 0.55), draw.gauss(lat0, spread * 0.55)
    organisation = draw.choice(list(ORGANISATIONS))
    leased = draw.random() < 0.3
    quarter = f"{draw.randint(2026, 2034)} Q{draw.randint(1, 4)}" if leased else None
    values = {
        "ref": f"REF-{number:04d}",
        "name": f"{town} {draw.choice(KINDS)} {number}",
        "organisation": organisation,
        "use_class": draw.choice(list(CODES["use_class"])),
        "type_code": "office",
        "tenure": "leasehold" if leased else "freehold",
        "status": "in_use",
        "town": town,
        "district": draw.choice(DISTRICTS),
        "availability": draw.choices(["red", "amber", "green", None], [50, 24, 4, 22])[0],
        "sharing": draw.choices(["red", "amber", "green", None], [20, 34, 14, 32])[0],
        "lease_quarter": quarter,
        "area_m2": round(draw.lognormvariate(6.4, 0.8)),
        "point": [lng, lat],
        "candidates": draw.choice([0, 0, 1, 3, 8]),
        **_figures(number),
    }
    geometry: dict[str, Any] | None = _outline(lng, lat, draw, corners)
    if number % 25 == 0:
        geometry = {"type": "Point", "coordinates": [lng, lat]}
    if number == 40:  # a record without any location stays in the list
        geometry = values["point"] = None
    return {"type": "Feature", "id": f"p-{number}", "geometry": geometry, "properties": values}


def _figures(number: int) -> dict[str, Any]:
    """Classes of cost per m², condition, energy and lease; the book value is for nobody here."""
    cost: dict[str, list[int | None]] = {"1": [20], "2": [60, 119], "5": [240, None]}
    sign = (*cost, "?")[number % 4]
    signs = f"{sign}{'ABCD?'[number % 5]}{'ACG?'[number % 4]}{'135+O?'[number % 6]}-"
    return {"classes": signs} | ({"cost_m2": cost[sign]} if sign in cost else {})


def _outline(lng: float, lat: float, draw: random.Random, corners: int) -> dict[str, Any]:
    half = draw.lognormvariate(2.9, 0.5) / 111_000
    turn, flat = draw.random() * math.pi, draw.uniform(0.5, 1.0)
    ring = []
    for step in (*range(corners), 0):
        angle = math.pi / corners + step * 2 * math.pi / corners
        x, y = half * math.cos(angle), half * flat * math.sin(angle)
        ring.append(
            [
                lng + (x * math.cos(turn) - y * math.sin(turn)) * 1.63,
                lat + x * math.sin(turn) + y * math.cos(turn),
            ]
        )
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


def areas() -> dict[str, Any]:
    """The feed /map/areas.geojson: a boundary, six districts, the towns and one area of need."""
    west, south, east, north = BOUNDS
    features = [_area("boundary", "Severnshire", _wavy(west, south, east, north))]
    width = (east - west) / 3
    for n, name in enumerate(DISTRICTS):
        x, y = west + (n % 3) * width, south + (n // 3) * (north - south) / 2
        features.append(_area("district", name, _box(x, y, x + width, y + (north - south) / 2)))
    for name, (lng, lat, size) in TOWNS.items():
        r = 0.0014 * math.sqrt(size)
        features.append(_area("town", name, _wavy(lng - 1.6 * r, lat - r, lng + 1.6 * r, lat + r)))
    features.append(_area("need_area", "Made-up need area", _box(-2.26, 52.38, -2.24, 52.39)))
    return {"type": "FeatureCollection", "features": features}


def touch_down(features: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of /map/touch-down.json: desks at the first two sites, the second without a
    number and with a name that is markup."""
    points = []
    for feature, desks, hours in zip(features[:2], (6, None), ("Mon to Fri 9 to 5", None),
                                     strict=True):  # fmt: skip
        lng, lat = feature["properties"]["point"]
        name = "Made-up hub" if desks else "<img src=x onerror=alert(1)>"
        points.append({"id": str(feature["id"]), "name": name, "longitude": lng, "latitude": lat,
                       "desks": desks, "opening_hours": hours})  # fmt: skip
    return {"points": points, "for_whom": "staff of any member body"}


def venues() -> dict[str, Any]:
    """The answer of /map/venues.json: a hall in Bromsgrove whose name is markup."""
    hall = {"id": "00000000-0000-4000-8000-000000000001", "name": "<img src=x onerror=alert(1)>",
            "kind": "Church hall", "longitude": -2.059, "latitude": 52.3355, "nia_m2": 180.0,
            "offered_by": "Made-up body"}  # fmt: skip
    return {"venues": [hall]}


def town_plan() -> dict[str, Any]:
    """The answer of /api/v1/towns/NAME/options.geojson: one move, in names that are markup."""

    def building(id_: str | None, name: str, role: str, words: str, lng: float) -> dict[str, Any]:
        told = {"kind": "building", "property_id": id_, "name": name, "role": role}
        point = {"type": "Point", "coordinates": [lng, 52.3355]}
        return {"type": "Feature", "geometry": point, "properties": told | {"role_words": words}}

    hostile = "<img src=x onerror=alert(1)>"
    ends = {"type": "LineString", "coordinates": [[-2.0615, 52.3355], [-2.0565, 52.3355]]}
    moves = {"kind": "move", "words": f"{hostile} could move to Made-up hub."}
    first = str(properties()["features"][0]["id"])
    return {
        "type": "FeatureCollection",
        "sentence": f"If 1 occupier moved, {hostile} could be left.",
        "features": [
            building(first, hostile, "left", "could be left", -2.0615),
            building(None, "Made-up hub", "opened", "would be opened", -2.0565),
            building(None, "Made-up hall", "kept", "kept as it is", -2.059),
            {"type": "Feature", "geometry": ends, "properties": moves},
        ],
    }


def land() -> dict[str, Any]:
    """The answer of /map/land.json: one piece in Bromsgrove, of an owner whose name is markup."""
    piece = {
        "id": "0123456789ab",
        "outline": {"type": "Polygon", "coordinates": [_box(-2.062, 52.334, -2.056, 52.336)]},
        "area_m2": 15_200.0,
        "parcels": 2,
        "owners": ["Made-up body", "<img src=x onerror=alert(1)>"],
    }
    return {"land": [piece]}


def clusters() -> dict[str, Any]:
    """The answer of /map/clusters.json: one for the middle of each of the larger towns."""
    found = []
    for name, (lng, lat, size) in list(TOWNS.items())[:6]:
        r = 0.0005 * math.sqrt(size)
        ring = _wavy(lng - 1.6 * r, lat - r, lng + 1.6 * r, lat + r)
        cost = {
            "properties": size // 5,
            "low_gbp_pa": 31_000 * size,
            "high_gbp_pa": 58_000 * size,
            "imputed_share": 0.42,
        }
        found.append(
            {
                "town": name,
                "properties": size // 4,
                "organisations": 9,
                "hull": {"type": "Polygon", "coordinates": [ring]},
                "premises_cost": cost,
            }
        )
    return {"clusters": found, "note": "Clusters show from town zoom; indicative, for discussion."}


def _area(kind: str, name: str, ring: list[list[float]]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {"kind": kind, "name": name, "synthetic": True},
    }


def _box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _wavy(west: float, south: float, east: float, north: float) -> list[list[float]]:
    ring = []
    for step in range(73):
        angle = step % 72 * math.pi / 36
        reach = 0.94 + 0.05 * math.sin(5 * angle) + 0.03 * math.cos(11 * angle)
        ring.append(
            [
                (west + east) / 2 + (east - west) / 2 * reach * math.cos(angle),
                (south + north) / 2 + (north - south) / 2 * reach * math.sin(angle),
            ]
        )
    return ring


def detail(feature: dict[str, Any]) -> dict[str, Any]:
    """The answer of /api/v1/properties/{id} for one feature, at club level."""
    p = feature["properties"]
    organisation = {"code": p["organisation"], "name": ORGANISATIONS[p["organisation"]]}
    leased = p["lease_quarter"]
    rating = {"basis": "human", "reasons": ["LEASE_EVENT"], "assessor": organisation["name"]}
    return {
        "id": feature["id"],
        "ref": p["ref"],
        "name": p["name"],
        "organisation": organisation,
        "address": "12 Made-up Street",
        "postcode": "ZZ1 1AA",
        "town": p["town"],
        "district": p["district"],
        "use_class": {"code": p["use_class"], "label": CODES["use_class"][p["use_class"]]},
        "type": {"code": "office", "label": "Office"},
        "tenure": {"code": p["tenure"], "label": CODES["tenure"][p["tenure"]]},
        "status": {"code": "in_use", "label": "In use"},
        "operational": True,
        "public_access": False,
        "areas": {"gia_m2": p["area_m2"], "nia_m2": None, "site_area_m2": 23_400, "basis": "GIA"},
        "condition": "B",
        "energy_rating": "D",
        "year_built": 1965,
        "parking_spaces": 12,
        "cost": {
            "low": 22_000,
            "central": 38_000,
            "high": 61_000,
            "year": "2009/10",
            "imputed": True,
            "tier": {"code": "county_peers", "label": "Median of the county's offices"},
        },
        "ratings": {
            "availability": {
                "rating": p["availability"],
                **rating,
                "assessed_on": "2026-03-02",
                "review_by": "2028-03-01",
            },
            "sharing": {"rating": p["sharing"], "basis": "suggested", "reasons": []},
        },
        "interests": [{"holder": organisation["name"], "tenure": {"label": "Freehold"}}],
        "leases": [_lease(leased, organisation)] if leased else [],
        "occupations": [
            {
                "organisation": organisation,
                "user_function": "back_office",
                "service_function": "corporate",
                "need_m2": 400,
            }
        ],
        "titles": ["SYN12345"],
        "as_of_date": "2026-01-31",
        "confidence": "B",
        "data_source": {
            "file": p["name"] + ".csv",
            "row": 12,
            "imported_at": "2026-06-01T09:00:00Z",
        },
        "disclaimer": "Ratings are judgements about potential for discussion.",
        "visibility": "club",
    }


def _lease(quarter: str, organisation: dict[str, str]) -> dict[str, Any]:
    kind = {"code": "tenant_break", "label": "Tenant break"}
    out = {"kind": kind, "date_quarter": quarter, "act_by_quarter": "2026 Q2"}
    return {
        "landlord": "A made-up landlord",
        "tenant": organisation["name"],
        "expiry_quarter": quarter,
        "next_exit": out,
    }


def candidates(feature: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of /api/v1/properties/{id}/candidates: the nearest five, in turn."""
    here = feature["properties"]["point"]
    placed = [f for f in others if f["properties"]["point"] and f is not feature]
    if here:
        placed.sort(key=lambda f: math.dist(f["properties"]["point"], here))
    found = [_candidate(n, feature, other) for n, other in enumerate(placed[:5])]
    return {"numberMatched": 12, "candidates": found, "disclaimer": "For discussion."}


def _candidate(number: int, feature: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    ends = (_end(feature), _end(other))
    guest, host = ends if number % 2 == 0 else ends[::-1]
    names = ("Distance", "Fit of space", "Use", "Ratings", "Timing", "Cost", "Condition", "Access")
    values = (0.9, 0.62, 1.0, 0.42, None, 0.55, None, 0.7)
    parts = [
        {"name": name.lower(), "label": name, "value": value, "weight": 0.125}
        for name, value in zip(names, values, strict=True)
    ]
    owner = guest["organisation"]["name"]
    return {
        "id": f"c-{number}",
        "kind": "office_office",
        "kind_label": "Office with office",
        "role": "guest" if number % 2 == 0 else "host",
        "guest": guest,
        "host": host,
        "fit": "fits" if number < 3 else "could_fit",
        "ask_for": [] if number < 3 else ["how much space there is to spare"],
        "score": 0.81 - number * 0.06,
        "evidence": 0.75,
        "components": parts,
        "minutes": 6.2 + number,
        "distance_m": 480 + 90 * number,
        "distance_basis": "crow_fly",
        "saving": {
            "low": 38_000,
            "central": 61_000,
            "high": 85_000,
            "imputed_share": 0.4,
            "unit": "GBP a year",
        },
        "act_by_quarter": "2027 Q3",
        "explanation": (
            f"{owner}'s back office at {guest['name']}  could move "
            f"to {host['name']} (about 500 m² spare). This is for discussion; "
            "no decision has been taken."
        ),
        "unknowns": ["condition of the host"],
        "protocol_pending": number == 1,
        "scheme_page": f"/schemes/{guest['property_id']}/{host['property_id']}",
    }


def _end(feature: dict[str, Any]) -> dict[str, Any]:
    p = feature["properties"]
    return {
        "property_id": feature["id"],
        "name": p["name"],
        "organisation": {"code": p["organisation"], "name": ORGANISATIONS[p["organisation"]]},
        "point": p["point"],
    }


def _base(label: str, formula: str, amount: int, estimated: float | None) -> dict[str, Any]:
    shares = {"implied_share_low": 3e6 / amount, "implied_share_high": 6e6 / amount}
    return {"label": label, "formula": formula, "amount_gbp": amount, "imputed_share": estimated,
            "price_base": "2009/10", **shares}  # fmt: skip


TOP_DOWN: dict[str, Any] = {
    "bases": [
        _base("As published", "645 × £55,000", 35_475_000, None),
        _base("Published, before rounding the average", "645 × £9,600,000 / 174", 35_586_207, None),
        _base("This register's own figures", "645 × £9,588,000 / 174", 35_541_724, 0.7),
    ],
    "saving": {"low": {"amount_gbp": 3_000_000}, "high": {"amount_gbp": 6_000_000}},
    "own_saving": {"low": {"amount_gbp": 3_005_643}, "high": {"amount_gbp": 6_011_285}},
    "todays_money": {
        "price_base": "2026/27",
        "times": 1.555435,
        "saving": {"low": {"amount_gbp": 4_666_306}, "high": {"amount_gbp": 9_332_612}},
        "own_saving": {"low": {"amount_gbp": 4_675_083}, "high": {"amount_gbp": 9_350_165}},
    },
}
