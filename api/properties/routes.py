"""Properties: search, one, and its candidates."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from starlette.background import BackgroundTask

from api.candidates.query import OneCandidateQuery
from api.candidates.routes import of_property
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.encoding import Packed
from api.http.problems import responses
from api.http.response_cache import FeedsAre, State, address_of, question_of, send
from api.http.service import ServiceIs
from api.properties import feature_cache, paging, serialise
from api.properties.feature_cache import refresh
from api.properties.schemas import Properties, PropertyDetail
from estate import codes
from estate.answers import core
from estate.answers.candidate import Candidates
from estate.answers.context import ReadContext
from estate.capacity import space_rule
from estate.register import visibility as v
from estate.register.queries import feature_cache as rendered
from estate.register.queries import naming, properties, related_records
from estate.register.queries.property_filters import PropertyFilter
from estate.space.places import space_of

router = APIRouter(tags=["properties"])

GEOJSON = "application/geo+json"


@router.get(
    "/properties",
    response_class=Response,
    responses={200: {"model": Properties, "content": {GEOJSON: {}}}, **responses(403)},
)
def search_properties(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    feeds: FeedsAre,
    query: Annotated[parameters.PropertyQuery, Query()],
) -> Response:
    """Properties as GeoJSON, by name; page on with the link whose ``rel`` is ``next``."""
    late: list[bool] = []

    def make() -> Packed:
        body, is_ready = _page(request, context, query)
        late.append(feature_cache.is_shared(context.reader) and not is_ready)
        return Packed(body, GEOJSON)

    state = State(context.version, context.today)
    answer = send(
        request, feeds.answer(context.reader.edition, address_of(request.scope), state, make)
    )
    if any(late):
        answer.background = BackgroundTask(refresh, feeds, service, context.reader, context.today)
    return answer


def _page(
    request: Request,
    context: ReadContext,
    query: parameters.PropertyQuery,
) -> tuple[bytes, bool]:
    """The answer, and whether the texts of its properties lay ready."""
    wanted = filters_of(query, context)
    after = None if query.cursor is None else paging.read_cursor(query.cursor)
    page = rendered.page(
        context.connection,
        context.reader,
        wanted,
        today=context.today,
        shape=feature_cache.shape(),
        limit=query.limit + 1,
        after=after,
    )
    rows = page.rows[: query.limit]
    features = feature_cache.listed(context, replace(page, rows=rows))
    last = (rows[-1][1], rows[-1][0]) if len(page.rows) > len(rows) else None
    return paging.body(request.url, page.matched, features, last), page.is_ready


def filters_of(
    query: parameters.PropertyFilters,
    context: ReadContext,
) -> PropertyFilter:
    """The query's filters as the register wants them."""
    wanted = PropertyFilter(
        bbox=query.box(),
        organisation=query.organisation,
        use_class=query.use_class,
        tenure=query.tenure,
        availability=query.availability,
        sharing=query.sharing,
        town=query.town,
        lease_ends_before=query.lease_ends_before,
        lease_end_unknown=query.lease_end_unknown,
        q=query.q,
    )
    wanted = naming.known(context.connection, context.reader, wanted)
    if query.holds_candidate is None:
        return wanted
    involved = core.involved(context)
    if query.holds_candidate:
        return replace(wanted, property_ids=involved)
    return replace(wanted, not_property_ids=involved)


@router.get(
    "/properties/{property_id}",
    response_class=Response,
    responses={200: {"model": PropertyDetail}, **responses(404)},
)
def one_property(
    request: Request,
    context: ContextIs,
    feeds: FeedsAre,
    property_id: UUID,
    _: Annotated[parameters.NoQuery, Query()],
) -> Any:
    """Everything of one property that the reader may see."""

    def make() -> Packed:
        row = properties.one(context.connection, context.reader, property_id, today=context.today)
        return Packed(panel(context, row), "application/json")

    state = State(context.version, context.today)
    return send(
        request, feeds.answer(context.reader.edition, question_of(request.scope), state, make)
    )


def panel(
    context: ReadContext,
    row: serialise.Row,
) -> bytes:
    """The answer about one property, from its own row, as JSON."""
    found = serialise.detail(row)
    found["visibility"] = _visibility(context.reader, row["organisation_code"])
    found["disclaimer"] = codes.DISCLAIMER
    found |= attached_of(context, row["property_id"], row)
    return orjson.dumps(found, option=orjson.OPT_UTC_Z)


def _visibility(reader: v.Reader, organisation: str) -> str:
    return "owner" if reader.organisation == organisation else reader.kind.value


def attached_of(
    context: ReadContext,
    property_id: UUID,
    row: serialise.Row | None = None,
    alone: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Whatever hangs on one property, as the reader may see it; its space with its own ``row``.

    ``alone``: what there is once of it (``related_records.alone``), if that was asked for before.
    """
    assumptions = context.assumptions
    rule = space_rule(assumptions, context.today)
    occupations = related_records.occupations(context.connection, context.reader, property_id, rule)
    space, needs = space_of(row or {}, occupations, assumptions)
    used = [serialise.occupation(*one) for one in zip(occupations, needs, strict=True)]
    found: dict[str, Any] = {"occupations": used}
    if context.reader.level < v.Level.CLUB and context.reader.organisation is None:
        return found
    alone = alone or related_records.alone(context.connection, context.reader, property_id)
    ratings = related_records.ratings(context.connection, context.reader, property_id)
    leases = related_records.leases(context.connection, context.reader, property_id)
    return found | {
        "ratings": {scheme: serialise.rating(row) for scheme, row in ratings.items()},
        "leases": [serialise.lease(row, context.today, assumptions) for row in leases],
        "interests": [
            serialise.interest(r)
            for r in related_records.interests(context.connection, context.reader, property_id)
        ],
        "titles": alone["titles"],
        "space": serialise.space(space),
        "cost": _cost(context, property_id, alone["cost"]),
        "data_source": _source(alone["source"]),
    }


def _cost(
    context: ReadContext, property_id: UUID, on_record: serialise.Row | None
) -> dict[str, Any] | None:
    """Actual where the register has it, else imputed; None where the reader sees neither."""
    actual = serialise.cost(on_record)
    if actual is not None:
        return actual
    imputed = core.property_costs(context)
    if str(property_id) not in imputed.index:
        return None
    price_base = context.assumptions.text("price_base")
    row = {str(name): value for name, value in imputed.loc[str(property_id)].items()}
    return serialise.imputed_cost(row, price_base)


def _source(row: serialise.Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "file": row["file_name"],
        "layer": row["layer"],
        "row": row["row_number"],
        "imported_at": row["imported_at"],
    }


@router.get(
    "/properties/{property_id}/candidates",
    responses={200: {"model": Candidates}, **responses(403, 404)},
    response_class=Response,
)
def candidates_of_property(
    request: Request,
    context: ContextIs,
    feeds: FeedsAre,
    property_id: UUID,
    query: Annotated[OneCandidateQuery, Query()],
) -> Response:
    """Candidates in which the property is guest or host, best first."""

    def make() -> Packed:
        properties.visible_id(context.connection, context.reader, property_id)
        page = of_property(context, str(property_id), query)
        return Packed(bytes(page.body), "application/json")

    state = State(context.version, context.today)
    return send(
        request, feeds.answer(context.reader.edition, question_of(request.scope), state, make)
    )
