"""How fast people are taken to travel; stated here once, and said beside every figure.

Walking follows the county's assumption ``walk_m_per_minute``. The others are set here: a stored
network keeps the car's seconds of each road, so that a change of these makes a new network
(``network_store.py`` keeps them in its key).
"""

#: The pace at which doors and roads, and stops among each other, are joined in a stored network.
WALK_KMH = 4.8
#: A wheelchair, the steps left out: cafein's own figure.
WHEELCHAIR_KMH = 3.6

#: A posted limit counts for so much of itself.
SHARE_OF_LIMIT = 0.8

#: km/h where no limit is posted, by OpenStreetMap's class of road; a link counts as its class.
#: With ``SHARE_OF_LIMIT`` these are the figures of OSRM's car profile as it is published.
CAR_KMH = {
    "motorway": 90.0,
    "trunk": 85.0,
    "primary": 65.0,
    "secondary": 55.0,
    "tertiary": 40.0,
    "unclassified": 25.0,
    "residential": 25.0,
    "living_street": 10.0,
    "service": 15.0,
    "track": 15.0,
    "other": 25.0,
}

#: Farther from a road or path than this, a place is off the network, m.
OFF_NETWORK_M = 1_000.0


def stated() -> dict[str, object]:
    """All of them, as they are kept with a network that was made with them."""
    return {
        "walk_kmh": WALK_KMH,
        "wheelchair_kmh": WHEELCHAIR_KMH,
        "share_of_limit": SHARE_OF_LIMIT,
        "car_kmh": CAR_KMH,
        "off_network_m": OFF_NETWORK_M,
    }
