"""The application: made by a factory, from settings and an address of the register."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from api import error_pages, housekeeping, logs, methods, metrics_gauges, problems, security
from api.collecting import spare_what_stays
from api.dependencies import Service
from api.description import DescribedService
from api.feed import FeedGate, Feeds, anonymous
from api.hosts import Hosts
from api.jobs import Jobs
from api.listing import Listings
from api.metrics import Figures
from api.metrics_door import PATH as METRICS
from api.metrics_door import MetricsDoor
from api.metrics_workers import VARIABLE, OfAllWorkers, take_place
from api.pace import Paced
from api.packed_texts import PackedTexts
from api.rate_limits import RateLimits
from api.refusals import Refusals, each_minute
from api.request_log import RequestLog, RouteNames
from api.routes import (
    areas,
    audit,
    business_case,
    candidate_exports,
    candidates,
    change_page,
    changes,
    corrections,
    cost_range,
    desk_split,
    docs,
    exports,
    health,
    import_jobs,
    imports,
    imports_page,
    leases,
    linked_exports,
    map,
    method_pages,
    organisations,
    pages,
    people,
    portfolio,
    properties,
    proposals,
    protection,
    quality,
    ratings,
    requests,
    savings,
    schemes,
    sharing,
    sign_in,
    space,
    stats,
    tiles,
    use_readings,
    well_known,
)
from api.served_assets import ImmutableAssets
from api.texts import plain_address
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

    ``shared``: the folder of ``api.metrics_workers`` where this process is one of several.
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
    app.state.service = here = Service.over(settings, database_url)
    readers.use(readers.Limits.of(settings))
    logs.configure()
    app.state.shared = shared
    app.state.figures = Figures(None if shared is None else take_place(shared))
    app.state.jobs = Jobs(here, app.state.figures)
    app.state.registry = (
        app.state.figures.registry if shared is None else OfAllWorkers(shared).registry()
    )
    app.state.look_engine = make_engine(
        database_url, read_only=True, bounds=_LOOKS, connections=1, patience_s=_LOOK_SECONDS
    )
    app.state.refusals = Refusals(here.note_engine)
    app.add_middleware(PackedTexts)
    app.add_middleware(security.Headers)
    app.state.feeds = Feeds(settings.feed_memory_mb * 1024 * 1024)
    app.state.listings = Listings(here.quick, anonymous(settings.reader), app.state.feeds.max_bytes)
    app.add_middleware(
        FeedGate,
        feeds=app.state.feeds,
        quick=here.quick,
        listings=app.state.listings,
        threads=here.room.sizes.gate_threads,
    )
    app.add_middleware(methods.HeadAsGet)
    app.add_middleware(RateLimits, settings=settings)
    app.add_middleware(Hosts, settings=settings)
    problems.install(app)
    error_pages.install(app)
    app.include_router(import_jobs.router, prefix="/api/v1")  # before imports/{id}
    for part in (properties, exports, candidates, organisations, savings, stats, imports, health):
        app.include_router(part.router, prefix="/api/v1")
    for part in (portfolio, leases, sharing, candidate_exports, linked_exports):
        app.include_router(part.router, prefix="/api/v1")
    app.include_router(leases.files_router, prefix="/api/v1")
    app.include_router(business_case.router, prefix="/api/v1")
    app.include_router(cost_range.router, prefix="/api/v1")
    app.include_router(schemes.router, prefix="/api/v1")
    app.include_router(schemes.pages)
    app.include_router(changes.router, prefix="/api/v1")
    app.include_router(change_page.router)
    for part in (quality, ratings, corrections, proposals, audit, protection, sign_in, people):
        app.include_router(part.router, prefix="/api/v1")
    app.include_router(requests.router, prefix="/api/v1")
    app.include_router(quality.pages)
    app.include_router(requests.pages)
    app.include_router(space.router, prefix="/api/v1")
    app.include_router(space.pages)
    app.include_router(use_readings.router, prefix="/api/v1")
    app.include_router(desk_split.router, prefix="/api/v1")
    app.include_router(desk_split.pages)
    app.include_router(protection.pages)
    app.include_router(sign_in.pages)
    app.include_router(people.pages)
    app.state.tiles = tiles.Tiles()
    for page_part in (map, areas, tiles):
        app.include_router(page_part.router)
    app.include_router(docs.router)
    app.include_router(method_pages.router)
    app.include_router(well_known.router)
    app.include_router(imports_page.router)
    app.include_router(pages.router)
    mounted = Path(assets.STATIC_DIR)
    app.mount(f"/static/{assets.version()}", ImmutableAssets(directory=mounted), name="static")
    return app


@asynccontextmanager
async def _while_it_runs(app: FastAPI) -> AsyncIterator[None]:
    here: Service = app.state.service
    here.room.bound_threads()
    async with AsyncExitStack() as running:
        await running.enter_async_context(housekeeping.daily(here))
        await running.enter_async_context(each_minute(app.state.refusals, here.room))
        await running.enter_async_context(app.state.jobs.taken_while_it_runs())
        if here.settings.metrics_port or here.settings.metrics_token:
            await running.enter_async_context(_looked_after(app, here))
        yield
    await app.state.tiles.close()
    here.close()


def _looked_after(app: FastAPI, here: Service) -> AbstractAsyncContextManager[None]:
    return metrics_gauges.kept(
        metrics_gauges.OwnFigures(app.state.figures, here.room),
        metrics_gauges.SharedFigures(app.state.figures, here.settings, app.state.look_engine),
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
