"""Which use can sit with which, as data: 0 = never, 1 = made for each other.

All values are our working figures: editable one by one under the names that ``name_of`` gives,
and to be signed off by estates professionals before any figure is quoted.
"""

from collections.abc import Mapping

GUEST_ROWS: tuple[str, ...] = (
    "back_office",
    "front_office",
    "counter",
    "nursery_family",
    "health_outreach",
    "neighbourhood_police",
    "touchdown",
    "depot",
    "storage",
    "response_police",
    "library_service",
    "community_care",
    "venue",
    "waste_site",
)

HOST_COLUMNS: tuple[str, ...] = (
    "office_admin",
    "public_access",
    "warehouse_depot",
    "school",
    "library",
    "health_centre",
    "police_station",
    "fire_station",
    "leisure",
    "museum",
    "hall",
    "care_centre",
    "jobcentre",
    "waste_site",
)

#: Guest row → values in the order of ``HOST_COLUMNS``. The rows after the first nine and
#: the columns after the first eight divide "front office", "public access" and "depot" by what a
#: building was made for (until November 2026 they had the values of what they were part of).
TABLE: Mapping[str, tuple[float, ...]] = {
    "back_office": (1.0, 0.8, 0.3, 0.2, 0.5, 0.4, 0.7, 0.6, 0.2, 0.4, 0.2, 0.3, 0.7, 0.1),
    "front_office": (0.6, 1.0, 0.0, 0.4, 0.9, 0.7, 0.7, 0.3, 0.4, 0.4, 0.4, 0.3, 0.9, 0.0),
    "counter": (0.2, 0.9, 0.0, 0.1, 1.0, 0.3, 0.3, 0.0, 0.4, 0.4, 0.6, 0.3, 0.4, 0.0),
    "nursery_family": (0.1, 0.6, 0.0, 0.9, 0.6, 0.7, 0.0, 0.0, 0.4, 0.2, 0.6, 0.8, 0.0, 0.0),
    "health_outreach": (0.3, 0.7, 0.0, 0.5, 0.5, 1.0, 0.0, 0.3, 0.4, 0.1, 0.5, 0.8, 0.3, 0.0),
    "neighbourhood_police": (0.6, 0.8, 0.2, 0.5, 0.7, 0.5, 1.0, 0.9, 0.0, 0.1, 0.4, 0.1, 0.4, 0.0),
    "touchdown": (0.9, 0.8, 0.4, 0.3, 0.7, 0.6, 0.8, 0.8, 0.4, 0.4, 0.4, 0.5, 0.8, 0.2),
    "depot": (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.2, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.4),
    "storage": (0.2, 0.0, 1.0, 0.0, 0.1, 0.0, 0.0, 0.2, 0.0, 0.1, 0.0, 0.0, 0.0, 0.2),
    "response_police": (0.6, 0.5, 0.1, 0.0, 0.2, 0.2, 1.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.2, 0.0),
    "library_service": (0.1, 0.9, 0.0, 0.5, 1.0, 0.4, 0.0, 0.0, 0.6, 0.7, 0.4, 0.4, 0.2, 0.0),
    "community_care": (0.1, 0.7, 0.0, 0.5, 0.5, 0.6, 0.0, 0.0, 0.3, 0.2, 0.7, 1.0, 0.1, 0.0),
    "venue": (0.0, 0.4, 0.0, 0.5, 0.5, 0.1, 0.0, 0.0, 0.4, 0.4, 1.0, 0.4, 0.0, 0.0),
    "waste_site": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
}


def name_of(guest_row: str, host_column: str) -> str:
    """The assumption name of one cell, e.g. ``compat_counter_in_library``."""
    return f"compat_{guest_row}_in_{host_column}"
