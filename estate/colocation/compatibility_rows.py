"""What a guest does and what a host is, in the rows and columns of the compatibility table.

The mappings are data, our working figures; a function that the table does not know has row None
and appears in no candidate.
"""

from collections.abc import Mapping

import pandas as pd

from estate.codes import (
    CAMPUS_TYPES,
    SCHOOL_TYPES,
    CandidateKind,
    OrganisationKind,
    ServiceFunction,
    TypeCode,
    UseClass,
    UserFunction,
)

#: User functions that say enough by themselves.
_BY_USER: Mapping[str, str] = {
    UserFunction.BACK_OFFICE: "back_office",
    UserFunction.DEPOT: "depot",
    UserFunction.STORAGE: "storage",
    UserFunction.TOUCHDOWN: "touchdown",
}

#: Services with a row of their own, when given at a front office, a mixed or a specialist place.
_BY_SERVICE: Mapping[str, str] = {
    ServiceFunction.POSTAL_COUNTER: "counter",
    ServiceFunction.CHILDREN_CENTRE: "nursery_family",
    ServiceFunction.HEALTH_CLINIC: "health_outreach",
    ServiceFunction.MENTAL_HEALTH: "health_outreach",
    ServiceFunction.PUBLIC_HEALTH: "health_outreach",
    ServiceFunction.POLICING_NEIGHBOURHOOD: "neighbourhood_police",
}

_DEPOT_SERVICES = frozenset({ServiceFunction.HIGHWAYS, ServiceFunction.VEHICLE_WORKSHOP})

#: Front offices whose service or building says more than that.
_FRONT_BY_SERVICE: Mapping[str, str] = {
    ServiceFunction.POLICING_RESPONSE: "response_police",
    ServiceFunction.LIBRARY: "library_service",
    ServiceFunction.YOUTH: "community_care",
    ServiceFunction.SOCIAL_CARE: "community_care",
}
#: Places that are what the service is: swimming baths, halls, galleries.
_VENUES = frozenset(
    {TypeCode.LEISURE_CENTRE, TypeCode.COMMUNITY_HALL, TypeCode.PARISH_HALL, TypeCode.MUSEUM}
)

#: Rows to which the public comes; their journeys are part of the score.
PUBLIC_ROWS = frozenset(
    {
        "front_office",
        "counter",
        "nursery_family",
        "health_outreach",
        "neighbourhood_police",
        "response_police",
        "library_service",
        "community_care",
        "venue",
    }
)
DRIVING_ROWS = frozenset({"depot", "storage", "waste_site"})

#: Rows that may leave a specialist campus; clinics and courts stay where they are.
_CAMPUS_ROWS = frozenset({"back_office", "touchdown", "storage"})

_HOST_BY_TYPE: Mapping[str, str] = {
    **{str(code): "school" for code in SCHOOL_TYPES},
    TypeCode.LIBRARY: "library",
    TypeCode.HEALTH_CENTRE: "health_centre",
    TypeCode.MENTAL_HEALTH_CENTRE: "health_centre",
    TypeCode.POLICE_STATION: "police_station",
    TypeCode.POLICE_OFFICE: "police_station",
    TypeCode.FIRE_STATION: "fire_station",
    TypeCode.OFFICE: "office_admin",
    TypeCode.HEADQUARTERS: "office_admin",
    TypeCode.TAX_OFFICE: "office_admin",
    TypeCode.HUB: "public_access",
    TypeCode.CUSTOMER_CENTRE: "public_access",
    TypeCode.DEPOT: "warehouse_depot",
    TypeCode.HIGHWAY_DEPOT: "warehouse_depot",
    TypeCode.ENVIRONMENT_DEPOT: "warehouse_depot",
    TypeCode.RECORDS_STORE: "warehouse_depot",
}

#: Places open to the public, and a depot, whose type says more than that.
_FINER_HOSTS: Mapping[str, str] = {
    TypeCode.LEISURE_CENTRE: "leisure",
    TypeCode.MUSEUM: "museum",
    TypeCode.COMMUNITY_HALL: "hall",
    TypeCode.PARISH_HALL: "hall",
    TypeCode.DAY_CENTRE: "care_centre",
    TypeCode.SOCIAL_CARE_RESOURCE: "care_centre",
    TypeCode.CHILDRENS_CENTRE: "care_centre",
    TypeCode.YOUTH_CENTRE: "care_centre",
    TypeCode.JOBCENTRE: "jobcentre",
}

#: Places that no table cell covers, in neither direction, whatever their class says.
NEVER_TYPES = frozenset(
    {TypeCode.CREMATORIUM, TypeCode.PRISON, TypeCode.CUSTODY_SUITE, TypeCode.COURT}
)
_NEVER_HOSTS = NEVER_TYPES | (CAMPUS_TYPES - {TypeCode.HEADQUARTERS})

#: What a building is for implies a service there, for the list of conflicts.
_SERVICE_BY_TYPE: Mapping[str, str] = {
    **{str(code): str(ServiceFunction.EDUCATION) for code in SCHOOL_TYPES},
    TypeCode.CHILDRENS_CENTRE: ServiceFunction.CHILDREN_CENTRE,
    TypeCode.YOUTH_CENTRE: ServiceFunction.YOUTH,
    TypeCode.PROBATION_OFFICE: ServiceFunction.PROBATION,
    TypeCode.COURT_OFFICE: ServiceFunction.COURTS,
}

_OFFENDERS = (ServiceFunction.PROBATION, ServiceFunction.COURTS)
_CHILDREN = (ServiceFunction.CHILDREN_CENTRE, ServiceFunction.YOUTH, ServiceFunction.EDUCATION)

#: What an organisation is for, likewise.
_SERVICE_BY_BODY: Mapping[str, str] = {
    OrganisationKind.PROBATION: ServiceFunction.PROBATION,
    OrganisationKind.COURTS: ServiceFunction.COURTS,
}

#: Services that may not share a building; refuges are protected uses.
CONFLICTS: frozenset[frozenset[str]] = frozenset(
    frozenset({str(one), str(other)}) for one in _OFFENDERS for other in _CHILDREN
)


_CONCERNED = frozenset(service for pair in CONFLICTS for service in pair)


def guest_rows(occupations: pd.DataFrame, homes: pd.DataFrame) -> pd.Series:
    """The table row of each occupation; null where the table has none.

    ``homes`` are the property rows of the occupations, in the same order and on their index.
    """
    user, service = occupations["user_function"], occupations["service_function"]
    serving = user.isin([UserFunction.FRONT_OFFICE, UserFunction.MIXED, UserFunction.SPECIALIST])
    rows = user.map(dict(_BY_USER)).where(~serving, service.map(dict(_BY_SERVICE)))
    rows = rows.mask(user.eq(UserFunction.FRONT_OFFICE) & rows.isna(), "front_office")
    public = homes["public_access"].eq(True) | homes["use_class"].eq(UseClass.PUBLIC_ACCESS)
    mixed = user.eq(UserFunction.MIXED) & rows.isna()
    rows = rows.mask(mixed & public, "front_office").mask(mixed & ~public, "back_office")
    workshop = user.eq(UserFunction.SPECIALIST) & service.isin(_DEPOT_SERVICES)
    rows = rows.mask(workshop, "depot")
    front = rows.eq("front_office")
    rows = rows.mask(front & homes["type_code"].isin(_VENUES), "venue")
    by_service = service.map(dict(_FRONT_BY_SERVICE))
    rows = rows.mask(front & by_service.notna(), by_service)
    waste = rows.eq("depot") & homes["type_code"].eq(TypeCode.RECYCLING_CENTRE)
    rows = rows.mask(waste, "waste_site")
    campus = homes["type_code"].isin(CAMPUS_TYPES)
    return rows.where(~campus | rows.isin(_CAMPUS_ROWS))


def host_columns(properties: pd.DataFrame) -> pd.Series:
    """The table column of each property: its type where that says more than its use class."""
    by_class = properties["use_class"].where(
        properties["use_class"].isin(
            [UseClass.OFFICE_ADMIN, UseClass.PUBLIC_ACCESS, UseClass.WAREHOUSE_DEPOT]
        )
    )
    kind = properties["type_code"]
    columns = kind.map(dict(_HOST_BY_TYPE)).fillna(by_class)
    finer = kind.map(dict(_FINER_HOSTS))
    columns = columns.mask(columns.eq("public_access") & finer.notna(), finer)
    waste = columns.eq("warehouse_depot") & kind.eq(TypeCode.RECYCLING_CENTRE)
    columns = columns.mask(waste, "waste_site")
    return columns.where(~properties["type_code"].isin(_NEVER_HOSTS))


_WORKPLACES = frozenset({"office_admin", "warehouse_depot", "waste_site"})


def kind_of(row: str, column: str) -> CandidateKind:
    """The pattern of sharing that a guest row and a host column make."""
    if column == "school":
        return CandidateKind.HOST_SCHOOL
    if row == "touchdown":
        return CandidateKind.TOUCHDOWN
    if row in DRIVING_ROWS:
        return CandidateKind.DEPOT_DEPOT
    if row == "counter" and column == "library":
        return CandidateKind.HOST_LIBRARY_COUNTER
    office_guest, office_host = row == "back_office", column in _WORKPLACES
    if office_guest and office_host:
        return CandidateKind.OFFICE_OFFICE
    if office_guest or office_host:
        return CandidateKind.OFFICE_ACCESS
    return CandidateKind.ACCESS_ACCESS


def concerned_services(
    occupations: pd.DataFrame, homes: pd.DataFrame, organisations: pd.DataFrame
) -> pd.Series:
    """The service of each occupation as the list of conflicts wants it.

    As stated; where that is on no list ("other" above all), what its organisation is for, or what
    its building is for. ``homes`` as in ``guest_rows``.
    """
    stated = occupations["service_function"]
    body = occupations["organisation"].map(organisations["kind"])
    by_body = body.map(dict(_SERVICE_BY_BODY))
    told = by_body.fillna(service_of_type(homes))
    return stated.where(stated.isin(_CONCERNED) | told.isna(), told)


def service_of_type(properties: pd.DataFrame) -> pd.Series:
    """The service that a building's type implies, or null."""
    return properties["type_code"].map(dict(_SERVICE_BY_TYPE))
