"""The application: made by a factory, from settings and an address of the register."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from api import page_routes
from api.audit import routes as audit_routes
from api.business_case import candidate_routes
from api.business_case import routes as business_case_routes
from api.candidates import export_routes as candidates_exports
from api.candidates import routes as candidates_routes
from api.changes import page as changes_page
from api.changes import routes as changes_routes
from api.county import routes as county_routes
from api.county import touch_down_routes
from api.documents import page as documents_page
from api.documents import routes as documents_routes
from api.edge import error_pages
from api.edge.assets import ImmutableAssets
from api.edge.compression import PackedTexts
from api.edge.gate import CachedAnswers
from api.edge.headers import Headers
from api.edge.hosts import Hosts
from api.edge.metrics_endpoint import PATH as METRICS
from api.edge.metrics_endpoint import MetricsDoor
from api.edge.pace import Paced
from api.edge.rate_limits import RateLimits
from api.edge.refusals import Refusals, each_minute
from api.edge.request_log import RequestLog, RouteNames
from api.http import logs, methods, problems
from api.http.identity import of_edition
from api.http.openapi import DescribedService
from api.http.response_cache import Feeds
from api.http.service import Service
from api.http.text_types import plain_address
from api.imports import job_routes
from api.imports import page as imports_page
from api.imports import routes as imports_routes
from api.imports.worker import Jobs
from api.kept_cases import page as kept_cases_page
from api.kept_cases import routes as kept_cases_routes
from api.leases import routes as leases_routes
from api.map import clusters as map_clusters
from api.map import routes as map_routes
from api.map import tile_routes
from api.meetings import pack_page as meetings_pack
from api.meetings import routes as meetings_routes
from api.methods import page as methods_page
from api.monitoring import gauges
from api.monitoring.metrics import Figures
from api.monitoring.workers import VARIABLE, OfAllWorkers, take_place
from api.notes import page as notes_page
from api.notes import routes as notes_routes
from api.offers import routes as offers_routes
from api.opportunities import (
    benefits_routes,
    bid_routes,
    consultations,
    funding_routes,
    schedule_routes,
)
from api.opportunities import routes as opportunities_routes
from api.organisations import managing_routes
from api.organisations import routes as organisations_routes
from api.properties import export_routes as properties_exports
from api.properties import host_conditions_page, linked_export_routes
from api.properties import routes as properties_routes
from api.properties.paging import Listings
from api.protection import routes as protection_routes
from api.protocol import routes as protocol_routes
from api.quality import corrections
from api.quality import proposals as quality_proposals
from api.quality import requests as quality_requests
from api.quality import routes as quality_routes
from api.ratings import routes as ratings_routes
from api.reminders import routes as reminders_routes
from api.reminders import scheduler
from api.savings import routes as savings_routes
from api.sign_in import people
from api.sign_in import routes as sign_in_routes
from api.space import desk_split, host_conditions, use_readings
from api.space import routes as space_routes
from api.system import docs, health, housekeeping, well_known
from api.system.gc_control import spare_what_stays
from estate import __version__
from estate.db.engine import Bounds, make_engine
from estate.intake import readers
from estate.settings import Settings
from maps import assets

DESCRIPTION = """\
Who could share premises with whom, when, and what that could save: possibilities for
discussion between the public bodies of one county, never decisions.

Every answer holds only what its reader may see; a field that is not for the reader is absent.
Errors are problem+json (RFC 9457). Money is in pounds a year unless its name says otherwise,
areas in square metres.
"""

#: Nothing but an import file may be larger; those have a bound of their own.
MAX_BODY_BYTES = 1_048_576


#: A question of whoever watches the service is short, or not answered.
_LOOK_SECONDS = 5
_LOOKS = Bounds(_LOOK_SECONDS, _LOOK_SECONDS, 60)


class WatchedService(DescribedService):
    """The service with what stands outside even its answers to errors: log, figures, number."""

    def build_middleware_stack(self) -> ASGIApp:
        """FastAPI's own, with ours around it."""
        inner = super().build_middleware_stack()
        door = MetricsDoor(inner, self.state.service.settings, self.state.registry)
        return RequestLog(Paced(door), self.state.figures, RouteNames(self.routes, METRICS))


def create_app(settings: Settings, database_url: str, shared: Path | None = None) -> FastAPI:
    """The service over one register.

    ``shared``: the folder of ``api.monitoring.workers`` where this process is one of several.
    """
    app = WatchedService(
        title="Common Estate",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        max_body_size=MAX_BODY_BYTES,
        lifespan=_while_it_runs,
        dependencies=[Depends(plain_address)],
    )
    app.state.service = service = Service.over(settings, database_url)
    app.state.mail_engine = scheduler.engine_of(settings, database_url)
    readers.use(readers.Limits.of(settings))
    logs.configure()
    app.state.shared = shared
    app.state.figures = Figures(None if shared is None else take_place(shared))
    app.state.jobs = Jobs(service, app.state.figures)
    app.state.registry = (
        app.state.figures.registry if shared is None else OfAllWorkers(shared).registry()
    )
    app.state.look_engine = make_engine(
        database_url, read_only=True, bounds=_LOOKS, connections=1, patience_s=_LOOK_SECONDS
    )
    app.state.refusals = Refusals(service.note_engine)
    app.add_middleware(PackedTexts)
    app.add_middleware(Headers)
    app.state.feeds = Feeds(settings.feed_memory_mb * 1024 * 1024)
    app.state.listings = Listings(
        service.quick, of_edition(settings.reader), app.state.feeds.max_bytes
    )
    app.add_middleware(
        CachedAnswers,
        feeds=app.state.feeds,
        quick=service.quick,
        listings=app.state.listings,
        threads=service.room.sizes.gate_threads,
    )
    app.add_middleware(methods.HeadAsGet)
    app.add_middleware(RateLimits, settings=settings)
    app.add_middleware(Hosts, settings=settings)
    problems.install(app)
    error_pages.install(app)
    app.include_router(job_routes.router, prefix="/api/v1")  # before imports/{id}
    for part in (
        properties_routes,
        properties_exports,
        candidates_routes,
        organisations_routes,
        managing_routes,
        touch_down_routes,
        county_routes,
        imports_routes,
        health,
    ):
        app.include_router(part.router, prefix="/api/v1")
    for part in (
        savings_routes,
        leases_routes,
        candidates_exports,
        linked_export_routes,
    ):
        app.include_router(part.router, prefix="/api/v1")
    app.include_router(leases_routes.files_router, prefix="/api/v1")
    app.include_router(business_case_routes.router, prefix="/api/v1")
    app.include_router(candidate_routes.router, prefix="/api/v1")
    app.include_router(candidate_routes.pages)
    app.include_router(kept_cases_routes.router, prefix="/api/v1")
    app.include_router(kept_cases_page.pages)
    app.include_router(changes_routes.router, prefix="/api/v1")
    app.include_router(changes_page.router)
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
        app.include_router(part.router, prefix="/api/v1")
    app.include_router(quality_requests.router, prefix="/api/v1")
    app.include_router(quality_routes.pages)
    app.include_router(quality_requests.pages)
    # Their addresses fit one opportunity.
    for before_one in (schedule_routes, benefits_routes, bid_routes, funding_routes):
        app.include_router(before_one.router, prefix="/api/v1")
    app.include_router(opportunities_routes.router, prefix="/api/v1")
    app.include_router(notes_routes.router, prefix="/api/v1")
    app.include_router(notes_page.pages)
    app.include_router(documents_routes.router, prefix="/api/v1")
    app.include_router(documents_page.pages)
    app.include_router(offers_routes.router, prefix="/api/v1")
    app.include_router(protocol_routes.router, prefix="/api/v1")
    app.include_router(consultations.router, prefix="/api/v1")
    app.include_router(consultations.pages)
    app.include_router(meetings_routes.router, prefix="/api/v1")
    app.include_router(reminders_routes.router, prefix="/api/v1")
    app.include_router(reminders_routes.feeds)
    app.include_router(meetings_pack.router, prefix="/api/v1")
    app.include_router(space_routes.router, prefix="/api/v1")
    app.include_router(space_routes.pages)
    app.include_router(use_readings.router, prefix="/api/v1")
    app.include_router(desk_split.router, prefix="/api/v1")
    app.include_router(desk_split.pages)
    app.include_router(host_conditions.router, prefix="/api/v1")
    app.include_router(host_conditions_page.router)
    app.include_router(protection_routes.pages)
    app.include_router(sign_in_routes.pages)
    app.include_router(people.pages)
    app.state.tiles = tile_routes.Tiles()
    for page_part in (map_routes, map_clusters, tile_routes):
        app.include_router(page_part.router)
    app.include_router(docs.router)
    app.include_router(methods_page.router)
    app.include_router(well_known.router)
    app.include_router(imports_page.router)
    app.include_router(page_routes.router)
    mounted = Path(assets.STATIC_DIR)
    app.mount(f"/static/{assets.version()}", ImmutableAssets(directory=mounted), name="static")
    return app


@asynccontextmanager
async def _while_it_runs(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    service.room.bound_threads()
    async with AsyncExitStack() as running:
        await running.enter_async_context(housekeeping.daily(service))
        await running.enter_async_context(each_minute(app.state.refusals, service.room))
        await running.enter_async_context(app.state.jobs.taken_while_it_runs())
        if app.state.mail_engine is not None:
            await running.enter_async_context(scheduler.each_minute(service, app.state.mail_engine))
        if service.settings.metrics_port or service.settings.metrics_token:
            await running.enter_async_context(_looked_after(app, service))
        yield
    await app.state.tiles.close()
    service.close()


def _looked_after(app: FastAPI, service: Service) -> AbstractAsyncContextManager[None]:
    return gauges.kept(
        gauges.OwnFigures(app.state.figures, service.room),
        gauges.SharedFigures(app.state.figures, service.settings, app.state.look_engine),
        app.state.shared,
    )


def app_from_environment() -> Any:
    """For ``uvicorn --factory api.app:app_from_environment``."""
    from estate.db.engine import database_url, migrate

    logs.write_to()
    settings = Settings()
    url = database_url(settings)
    migrate(url)
    folder = os.environ.get(VARIABLE)
    app = create_app(settings, url, None if folder is None else Path(folder))
    spare_what_stays(app)
    return app
