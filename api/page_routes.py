"""All pages beside the map, in one router."""

from fastapi import APIRouter

from api.audit import page as audit_page
from api.candidates import page as candidates_page
from api.chosen import compare_page as chosen_page
from api.county import back_office_page, plan_page, touch_down_page
from api.county import page as county_page
from api.energy import page as energy_page
from api.journeys import page as journeys_page
from api.kept_cases import short_page
from api.land import page as land_page
from api.leases import page as leases_page
from api.map import print_page
from api.meetings import pack_page
from api.meetings import page as meetings_page
from api.need import areas_page, need_page, shaded_page, spending_page
from api.offers import page as offers_page
from api.opportunities import benefits_page, bid_page, funding_page, licence_page, schedule_page
from api.opportunities import page as opportunities_page
from api.organisations import managing_page, statement_page
from api.organisations import page as organisations_page
from api.preview import routes as preview
from api.properties import page as properties_page
from api.properties import tell_owner
from api.protocol import page as protocol_page
from api.quality import corrections_page
from api.ratings import page as ratings_page
from api.reminders import page as reminders_page
from api.search import page as search_page
from api.services import page as services_page
from api.towns import options_page as town_options_page
from api.towns import page as towns_page
from api.towns import wishes_page as town_wishes_page
from api.venues import page as venues_page

router = APIRouter(include_in_schema=False)

router.include_router(licence_page.pages)
router.include_router(pack_page.pages)  # before a meeting's tables, whose address fits its files

for part in (
    tell_owner,
    properties_page,
    corrections_page,
    protocol_page,
    town_wishes_page,
    town_options_page,  # before the town's, whose address fits it too
    towns_page,
    statement_page,  # before the organisation's tables, whose address fits its file too
    organisations_page,
    managing_page,
    plan_page,  # before the county's tables
    county_page,
    back_office_page,
    touch_down_page,
    energy_page,
    areas_page,
    spending_page,
    shaded_page,
    need_page,
    land_page,
    journeys_page,
    ratings_page,
    candidates_page,
    chosen_page,
    search_page,
    services_page,
    leases_page,
    benefits_page,
    bid_page,
    funding_page,
    schedule_page,  # all four before the page of one opportunity, whose address fits it too
    opportunities_page,
    offers_page,
    venues_page,
    meetings_page,
    print_page,
    short_page,
    preview,
    reminders_page,
    audit_page,
):
    router.include_router(part.router)
