"""Every route there is, in the order in which they are asked.

Made once in a process: what FastAPI works out of a route, at its first request, takes as long as a
hundred answers.
"""

from functools import cache

from fastapi import APIRouter, Depends
from starlette.routing import BaseRoute

from api import page_routes
from api.audit import routes as audit_routes
from api.business_case import candidate_routes
from api.business_case import energy_routes as scheme_energy_routes
from api.business_case import routes as business_case_routes
from api.candidates import export_routes as candidates_exports
from api.candidates import routes as candidates_routes
from api.changes import page as changes_page
from api.changes import routes as changes_routes
from api.chosen import routes as chosen_routes
from api.consultations import on_record as consultations
from api.consultations import page as consultation_page
from api.consultations import routes as consultation_routes
from api.county import plan_routes as county_plan_routes
from api.county import routes as county_routes
from api.county import touch_down_routes
from api.documents import all_documents as every_document
from api.documents import page as documents_page
from api.documents import routes as documents_routes
from api.energy import routes as energy_routes
from api.http import methods
from api.http.text_types import plain_address
from api.imports import job_routes
from api.imports import page as imports_page
from api.imports import routes as imports_routes
from api.journeys import routes as journeys_routes
from api.kept_cases import consultation_of_plan, from_plan
from api.kept_cases import page as kept_cases_page
from api.kept_cases import routes as kept_cases_routes
from api.land import routes as land_routes
from api.leases import routes as leases_routes
from api.map import clusters as map_clusters
from api.map import land_layer, tile_routes
from api.map import routes as map_routes
from api.meetings import pack_page as meetings_pack
from api.meetings import routes as meetings_routes
from api.methods import page as methods_page
from api.need import areas_routes, need_routes, shaded_routes, spending_routes
from api.notes import page as notes_page
from api.notes import routes as notes_routes
from api.offers import routes as offers_routes
from api.opportunities import (
    benefits_routes,
    bid_routes,
    funding_routes,
    licence_page,
    schedule_routes,
)
from api.opportunities import routes as opportunities_routes
from api.organisations import managing_routes
from api.organisations import routes as organisations_routes
from api.properties import export_routes as properties_exports
from api.properties import host_conditions_page, linked_export_routes
from api.properties import routes as properties_routes
from api.protection import routes as protection_routes
from api.protocol import routes as protocol_routes
from api.quality import corrections
from api.quality import data_requests as quality_requests
from api.quality import merges_and_matches as quality_proposals
from api.quality import routes as quality_routes
from api.ratings import routes as ratings_routes
from api.reminders import routes as reminders_routes
from api.savings import routes as savings_routes
from api.search import routes as search_routes
from api.services import routes as services_routes
from api.sign_in import people
from api.sign_in import routes as sign_in_routes
from api.space import desk_split, host_conditions, use_readings
from api.space import routes as space_routes
from api.system import docs, health, well_known
from api.towns import energy_routes as town_energy_routes
from api.towns import options_routes as town_options_routes
from api.towns import wishes_routes as town_wishes_routes
from api.venues import routes as venues_routes

#: Nothing but an import file may be larger; those have a bound of their own.
MAX_BODY_BYTES = 1_048_576


@cache
def routes() -> tuple[BaseRoute, ...]:
    """The routes, for every application of this process."""
    tree = APIRouter(dependencies=[Depends(plain_address)], max_body_size=MAX_BODY_BYTES)
    tree.include_router(job_routes.router, prefix="/api/v1")  # before imports/{id}
    for part in (
        properties_routes,
        properties_exports,
        candidates_routes,
        organisations_routes,
        managing_routes,
        touch_down_routes,
        services_routes,
        areas_routes,
        spending_routes,
        need_routes,
        shaded_routes,
        land_routes,
        energy_routes,
        county_routes,
        county_plan_routes,
        imports_routes,
        health,
    ):
        tree.include_router(part.router, prefix="/api/v1")
    for part in (
        savings_routes,
        leases_routes,
        candidates_exports,
        linked_export_routes,
        chosen_routes,
        search_routes,
    ):
        tree.include_router(part.router, prefix="/api/v1")
    tree.include_router(leases_routes.files_router, prefix="/api/v1")
    tree.include_router(town_wishes_routes.router, prefix="/api/v1")
    tree.include_router(town_options_routes.router, prefix="/api/v1")
    tree.include_router(town_energy_routes.router, prefix="/api/v1")
    tree.include_router(journeys_routes.router, prefix="/api/v1")
    tree.include_router(business_case_routes.router, prefix="/api/v1")
    tree.include_router(candidate_routes.router, prefix="/api/v1")
    tree.include_router(scheme_energy_routes.router, prefix="/api/v1")
    tree.include_router(candidate_routes.pages)
    tree.include_router(from_plan.router, prefix="/api/v1")
    tree.include_router(from_plan.pages)
    tree.include_router(consultation_of_plan.pages)
    tree.include_router(kept_cases_routes.router, prefix="/api/v1")
    tree.include_router(kept_cases_page.pages)
    tree.include_router(changes_routes.router, prefix="/api/v1")
    tree.include_router(changes_page.router)
    for part in (
        quality_routes,
        ratings_routes,
        corrections,
        quality_proposals,
        audit_routes,
        protection_routes,
        sign_in_routes,
        people,
    ):
        tree.include_router(part.router, prefix="/api/v1")
    tree.include_router(quality_requests.router, prefix="/api/v1")
    tree.include_router(quality_routes.pages)
    tree.include_router(quality_requests.pages)
    # Their addresses fit one opportunity.
    for before_one in (schedule_routes, benefits_routes, bid_routes, funding_routes):
        tree.include_router(before_one.router, prefix="/api/v1")
    tree.include_router(opportunities_routes.router, prefix="/api/v1")
    tree.include_router(licence_page.router, prefix="/api/v1")
    tree.include_router(notes_routes.router, prefix="/api/v1")
    tree.include_router(notes_page.pages)
    tree.include_router(documents_routes.router, prefix="/api/v1")
    tree.include_router(documents_page.pages)
    tree.include_router(every_document.router, prefix="/api/v1")
    tree.include_router(every_document.pages)
    tree.include_router(offers_routes.router, prefix="/api/v1")
    tree.include_router(venues_routes.router, prefix="/api/v1")
    tree.include_router(protocol_routes.router, prefix="/api/v1")
    tree.include_router(consultation_routes.router, prefix="/api/v1")
    tree.include_router(consultations.router, prefix="/api/v1")
    tree.include_router(consultation_page.router)
    tree.include_router(consultations.pages)
    tree.include_router(meetings_routes.router, prefix="/api/v1")
    tree.include_router(reminders_routes.router, prefix="/api/v1")
    tree.include_router(reminders_routes.feeds)
    tree.include_router(meetings_pack.router, prefix="/api/v1")
    tree.include_router(space_routes.router, prefix="/api/v1")
    tree.include_router(space_routes.pages)
    tree.include_router(use_readings.router, prefix="/api/v1")
    tree.include_router(desk_split.router, prefix="/api/v1")
    tree.include_router(desk_split.pages)
    tree.include_router(host_conditions.router, prefix="/api/v1")
    tree.include_router(host_conditions_page.router)
    tree.include_router(protection_routes.pages)
    tree.include_router(sign_in_routes.pages)
    tree.include_router(people.pages)
    for page_part in (map_routes, map_clusters, land_layer, tile_routes):
        tree.include_router(page_part.router)
    tree.include_router(docs.router)
    tree.include_router(methods_page.router)
    tree.include_router(well_known.router)
    tree.include_router(imports_page.router)
    tree.include_router(page_routes.router)
    return (*methods.refusals(tree.routes), *tree.routes)
