"""The shapes that travel between the register and the pure core.

``register.queries.load_estate`` fills them for one reader; ``costs``, ``colocation`` and
``savings`` compute from them; a notebook may fill them from its own GeoDataFrames. Nothing in
here knows a database, HTTP or a clock.

A value the reader may not see is either absent (null) or stands as its published band: then
the row's ``exact`` is False. Scores computed from a frame can therefore reveal no more than
the frame itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import geopandas as gpd
import pandas as pd

PROPERTY_COLUMNS: dict[str, str] = {
    # index: property_id (text)
    "organisation": "code of the organisation that reports (manages) the property",
    "local_ref": "that organisation's own reference",
    "name": "name of the property",
    "use_class": "codes.UseClass",
    "type_code": "codes.TypeCode or null",
    "operational": "bool",
    "protected_use": "codes.ProtectedUse or null",
    "sensitivity": "codes.Sensitivity",
    "status": "codes.Status",
    "tenure": "codes.Tenure or null",
    "pfi": "bool",
    "public_access": "bool or null: does the public come here for a service",
    "easting": "m, representative point; null when the property has no location",
    "northing": "m, likewise",
    # geometry: MultiPolygon in 27700 or null
    "nia_m2": "net internal area, m2 or null",
    "gia_m2": "gross internal area, m2 or null",
    "condition": "codes.Condition or null",
    "backlog_gbp": "maintenance backlog, GBP or null (null below L2)",
    "energy_rating": "codes.EnergyRating or null",
    "energy_certificate": "codes.EnergyCertificate: what that rating stands on, or null",
    "energy_rating_date": "datetime64: from when its certificate holds, or null",
    "further_epc_rating": "codes.EnergyRating of an EPC besides, or null",
    "electricity_kwh": "kWh of the year, on record, or null: not known (0 = none)",
    "gas_kwh": "likewise",
    "other_fuel_kwh": "likewise",
    "other_fuel": "codes.OtherFuel or null",
    "energy_year": "financial year of these, e.g. '2024/25', or null",
    "energy_works_gbp": "cost of energy works, GBP or null (null below L2)",
    "listed_grade": "codes.ListedGrade or null: not known",
    "conservation_area": "bool or null: lies in a conservation area",
    "flood_zone": "codes.FloodZone or null: not known",
    "step_free": "bool or null: every used floor can be reached without a step",
    "parking_spaces": "on the site, or null",
    "town": "name of the town it lies in, or null",
    "district": "name of the district it lies in, or null",
    "availability": "effective rating in scheme availability: codes.Rating or null = unrated",
    "sharing": "effective rating in scheme sharing: codes.Rating or null = unrated",
    "availability_reason": "reason codes of the effective availability rating, ';' between",
    "sharing_reason": "reason codes of the sharing rating where its owner gave it, ';' between",
    "desk_split_asked": "codes of who asked that their shared front desk there may be split, "
    "';' between, or null",
    "host_conditions": "what is on record of a school's conditions as a host, "
    "'zoning=met;governors=not_met' (space.host_conditions), or null",
    "host_room_m2": "m2 NIA free for others in a school's shared part, as its owner has put on "
    "record, or null",
    "reuse_offered": "bool: the owner offers a green property for re-use",
    "exact": "bool: figures of this row are exact for this reader, else banded",
}

OCCUPATION_COLUMNS: dict[str, str] = {
    # index: occupation_id (text)
    "property_id": "where",
    "organisation": "code of the occupier",
    "user_function": "codes.UserFunction",
    "service_function": "codes.ServiceFunction or null",
    "fte": "full-time equivalents; null unless the reader is the owner",
    "desks": "desks; null unless the reader is the owner",
    "mobile_share": "0-1, of the posts; null unless the reader is the owner, or unknown",
    "need_m2": "NIA needed at the occupier's own standard, m2 (to 100 when banded) or null",
    "need_basis": "'desks', 'fte', 'area' or null: what need_m2 was derived from",
    "touchdown_desks": "desks open to any partner's staff, or null",
    "exact": "bool",
}

LEASE_COLUMNS: dict[str, str] = {
    # index: lease_id (text)
    "property_id": "where",
    "tenant": "organisation code of the tenant when it is a partner, else null",
    "tenant_name": "name of a tenant outside the register, or null",
    "landlord": "organisation code of the landlord when it is a partner, else null",
    "landlord_name": "name of a landlord outside the register, or null",
    "start": "datetime64, null unless exact",
    "expiry": "datetime64 or null; last day of the quarter when banded",
    "holding_over_since": "datetime64 or null; quarter end when banded",
    "inside_1954_act": "bool or null",
    "passing_rent_gbp_pa": "GBP a year or null; null unless exact",
    "repairing_basis": "who repairs, in words, or null; null unless exact",
    "exact": "bool",
}

LEASE_EVENT_COLUMNS: dict[str, str] = {
    # index: arbitrary
    "lease_id": "of which lease",
    "kind": "codes.LeaseEventKind",
    "date": "datetime64; quarter end when banded",
    "notice_months": "months of notice or null",
    "penalty_gbp": "GBP or null; null unless exact",
    "conditions": "text: what a break hangs on, or null; null unless exact",
}

COST_COLUMNS: dict[str, str] = {
    # index: property_id; one row per property that has actual cost lines, its latest year
    "total_gbp_pa": "all cashable lines (capital charges left out), GBP a year",
    "club_gbp_pa": "total less rents and charges paid to other partners",
    "running_gbp_pa": "club cost less rent, service charge, PFI charge and business rates: what "
    "partial vacation can touch",
    "contract_gbp_pa": "club cost that is due under a lease or PFI contract; null unless exact",
    "held_gbp_pa": "total less what is due under a lease or PFI contract; null unless exact",
    "year": "financial year, e.g. '2009/10'",
    "exact": "bool: False = each figure is the representative value of its band",
}

VENUE_COLUMNS: dict[str, str] = {
    # index: venue_id (text); places that are no public property, offered as hosts
    "organisation": "code of the member body that offers it",
    "name": "what it is called",
    "kind": "codes.VenueKind",
    "easting": "m",
    "northing": "m",
    "nia_m2": "net internal area on offer, m2",
    "available_from": "datetime64",
    "available_until": "datetime64 or null: no end on record",
    "charge_gbp_pa": "GBP a year, or null: not known",
    "source": "who says so",
}

ORGANISATION_COLUMNS: dict[str, str] = {
    # index: code
    "name": "full name",
    "kind": "codes.OrganisationKind",
    "in_scope": "bool",
    "signed": "bool: has signed the protocol",
    "m2_per_fte": "own flat space standard, m2 NIA per FTE, or null = the county's default",
    "standard_from": "datetime64: from when its own space standard holds that the next six tell; "
    "null (with the six) = it has none on the day of the estate",
    "m2_per_desk": "m2 NIA per planned desk, with its circulation",
    "desks_per_post": "desks planned for each post",
    "mobile_attendance": "0-1: who of the mobile posts is in on the day that is planned for",
    "meeting_m2_per_desk": "m2 NIA to meet, with each planned desk",
    "storage_m2_per_desk": "m2 NIA of storage, with each planned desk",
    "counter_m2": "m2 NIA of a front office's public counter",
}

READING_COLUMNS: dict[str, str] = {
    # index: arbitrary, in the order in which they were recorded; the reader's own alone
    "property_id": "where",
    "occupation_ref": "own reference of the occupation that was counted, or null = the building",
    "counted_on": "datetime64",
    "people": "people counted",
    "workplaces": "workplaces that there were",
    "withdrawn": "bool: this day's earlier reading no longer counts",
}

ZONE_COLUMNS: dict[str, str] = {
    # index: arbitrary; towns by their centres and need areas by their points
    "name": "name",
    "kind": "'town' or 'need_area'",
    "easting": "m",
    "northing": "m",
    "population": "people",
}


RESIDENT_COLUMNS: dict[str, str] = {
    # index: code of the small area (LSOA or output area), as its publisher gives it
    "name": "name of the area, as published; its code where none is",
    "easting": "m, where its people stand (National Grid), or null: no outline nor point loaded",
    "northing": "m, likewise",
    "point_basis": "'published centroid', 'mean of postcodes' or 'middle of the outline'",
    "people": "usual residents, or null: not loaded, or lost where boundaries changed",
    "imd_decile": "1 = the tenth of areas that is most deprived, to 10; or null",
    "under_16": "people aged under 16, or null",
    "aged_65_up": "people aged 65 and over, or null",
    "disabled": "people disabled under the Equality Act 2010, or null",
    "households": "or null",
    "connectivity_score": "of the Department for Transport, 0 to 100, or null",
    "synthetic": "bool: made up for the sample county",
}


class RoadNetwork(Protocol):
    """The county's streets and timetable, opened (``estate/access/network_store.py``)."""

    @property
    def key(self) -> str:
        """Changes whenever a figure that rests on it could."""

    def at(self, walk_m_per_minute: float) -> Any:
        """What answers in minutes on it (``estate.access.travel.Travel``), at a walking pace."""


@dataclass(frozen=True)
class Estate:
    """All facts about one county that candidates and costs are computed from.

    Each frame has the columns of its contract in this module, with its units; what is not known
    is null. ``reader`` says whose eyes the facts are cut to.

    Examples
    --------
    The page ``docs/library.md`` fills one from frames of its own:

    >>> list(estate.properties.index), estate.reader, estate.leases.loc["lease-1", "tenant"]
    (['mill-lane', 'bridge-house'], 'owner', 'TRUST')
    """

    properties: gpd.GeoDataFrame
    occupations: pd.DataFrame
    leases: pd.DataFrame
    lease_events: pd.DataFrame
    costs: pd.DataFrame
    organisations: pd.DataFrame
    zones: pd.DataFrame
    version: int = 0
    reader: str = "club"
    #: As ``READING_COLUMNS``; None where nobody has counted.
    readings: pd.DataFrame | None = None
    #: What minutes rest on; None where ways are straight lines × the detour factor.
    network: RoadNetwork | None = None


def within(estate: Estate, ids: Iterable[str]) -> Estate:
    """The estate of some properties alone, in its own order; leases and zones stand as they are."""
    wanted = estate.properties.index.intersection(pd.Index(sorted(ids)))
    users = estate.occupations
    return replace(
        estate,
        properties=estate.properties.loc[wanted],
        occupations=users[users["property_id"].isin(wanted)],
    )


def is_null(value: object) -> bool:
    """Whether one cell of a frame is unknown: None, NaN, NaT or pandas' NA."""
    return value is None or bool(pd.isna(cast(Any, value)))


def as_number(value: Any) -> float | None:
    """The number that a cell holds; None where it is unknown."""
    return None if is_null(value) else float(value)


def filled(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """A frame with every column of a contract; those it lacks are null (unknown, not zero).

    For whoever fills an ``Estate`` from GeoDataFrames of their own (``docs/library.md``).

    Examples
    --------
    >>> own = pd.DataFrame({"name": ["Vale Council"]}, index=["COUNCIL"])
    >>> contract = {"name": "its name", "signed": "whether it has signed"}
    >>> filled(own, contract).loc["COUNCIL"].to_dict()
    {'name': 'Vale Council', 'signed': None}
    """
    missing = {name: None for name in columns if name not in frame.columns}
    return frame.assign(**missing)
