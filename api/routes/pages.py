"""All pages beside the map, in one router."""

from fastapi import APIRouter

from api.routes import property_page, ratings_page, town_page

router = APIRouter(include_in_schema=False)

for part in (property_page, ratings_page, town_page):
    router.include_router(part.router)
