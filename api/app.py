"""The application: made by a factory, from settings and an address of the register."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

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
from api.imports.worker import Jobs
from api.map import tile_routes
from api.monitoring import gauges
from api.monitoring.metrics import Figures
from api.monitoring.workers import VARIABLE, OfAllWorkers, take_place
from api.properties.paging import Listings
from api.reminders import scheduler
from api.route_table import routes
from api.system import housekeeping
from api.system.gc_control import spare_what_stays
from estate import __version__
from estate.db.engine import Bounds, make_engine
from estate.intake import readers
from estate.late_imports import one_at_a_time
from estate.settings import Settings
from maps import assets

DESCRIPTION = """\
Who could share premises with whom, when, and what that could save: possibilities for
discussion between the public bodies of one county, never decisions.

Every answer holds only what its reader may see; a field that is not for the reader is absent.
Errors are problem+json (RFC 9457). Money is in pounds a year unless its name says otherwise,
areas in square metres.
"""

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
        lifespan=_while_it_runs,
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
    app.state.tiles = tile_routes.Tiles()
    app.router.routes.extend(routes())
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
    with one_at_a_time:
        from estate.db.engine import database_url, migrate

    logs.write_to()
    settings = Settings()
    url = database_url(settings)
    migrate(url)
    folder = os.environ.get(VARIABLE)
    app = create_app(settings, url, None if folder is None else Path(folder))
    spare_what_stays(app)
    return app
