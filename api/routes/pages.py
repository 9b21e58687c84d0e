"""All pages beside the map, in one router."""

from fastapi import APIRouter

from api.routes import (
    candidates_page,
    county_page,
    leases_page,
    organisation_page,
    print_page,
    property_page,
    ratings_page,
    record_page,
    town_page,
)

router = APIRouter(include_in_schema=False)

for part in (
    property_page,
    town_page,
    organisation_page,
    county_page,
    ratings_page,
    candidates_page,
    leases_page,
    print_page,
    record_page,
):
    router.include_router(part.router)
