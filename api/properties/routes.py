"""Properties: search, one, and its candidates."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection
from starlette.background import BackgroundTask

from api.candidates.query import OneCandidateQuery
from api.candidates.routes import of_property
from api.candidates.schemas import Candidates
from api.http import parameters
from api.http.dependencies import ReaderIs, ReadOnly, Today
from api.http.encoding import Packed
from api.http.problems import responses
from api.http.response_cache import FeedsAre, State, address_of, question_of, refresh, send
from api.http.service import Service, ServiceIs
from api.properties import feature_cache, listing, serialise
from api.properties.schemas import Properties, PropertyDetail
from estate import codes
from estate.answers import core as answers_core
from estate.capacity import space_rule
from estate.register import visibility as v
from estate.register.queries import feature_cache as rendered
from estate.register.queries import naming, properties, related_records, versions
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
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    feeds: FeedsAre,
    today: Today,
    query: Annotated[parameters.PropertyQuery, Query()],
) -> Response:
    """Properties as GeoJSON, by name; page on with the link whose ``rel`` is ``next``."""
    late: list[bool] = []

    def make() -> Packed:
        body, is_ready = _page(request, connection, reader, here, today, query)
        late.append(feature_cache.is_shared(reader) and not is_ready)
        return Packed(body, GEOJSON)

    state = State(versions.current_version(connection), today)
    answer = send(request, feeds.answer(reader.edition, address_of(request.scope), state, make))
    if any(late):
        answer.background = BackgroundTask(refresh, feeds, here, reader, today)
    return answer


def _page(
    request: Request,
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: date,
    query: parameters.PropertyQuery,
) -> tuple[bytes, bool]:
    """The answer, and whether the texts of its properties lay ready."""
    wanted = filters_of(query, connection, reader, here, today)
    after = None if query.cursor is None else listing.read_cursor(query.cursor)
    page = rendered.page(
        connection,
        reader,
        wanted,
        today=today,
        shape=feature_cache.shape(),
        limit=query.limit + 1,
        after=after,
    )
    rows = page.rows[: query.limit]
    features = feature_cache.listed(connection, reader, replace(page, rows=rows), today)
    last = (rows[-1][1], rows[-1][0]) if len(page.rows) > len(rows) else None
    return listing.body(request.url, page.matched, features, last), page.is_ready


def filters_of(
    query: parameters.PropertyFilters,
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: date,
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
    wanted = naming.known(connection, reader, wanted)
    if query.holds_candidate is None:
        return wanted
    involved = here.answers.involved(connection, reader, today)
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
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    feeds: FeedsAre,
    today: Today,
    property_id: UUID,
    _: Annotated[parameters.NoQuery, Query()],
) -> Any:
    """Everything of one property that the reader may see."""

    def make() -> Packed:
        row = properties.one(connection, reader, property_id, today=today)
        return Packed(panel(connection, reader, here, row, today), "application/json")

    state = State(versions.current_version(connection), today)
    return send(request, feeds.answer(reader.edition, question_of(request.scope), state, make))


def panel(
    connection: Connection, reader: v.Reader, here: Service, row: serialise.Row, today: date
) -> bytes:
    """The answer about one property, from its own row, as JSON."""
    found = serialise.detail(row)
    found["visibility"] = _visibility(reader, row["organisation_code"])
    found["disclaimer"] = codes.DISCLAIMER
    found |= attached_of(connection, reader, here, row["property_id"], today, row)
    return orjson.dumps(found, option=orjson.OPT_UTC_Z)


def _visibility(reader: v.Reader, organisation: str) -> str:
    return "owner" if reader.organisation == organisation else reader.kind.value


def attached_of(
    connection: Connection,
    reader: v.Reader,
    here: Service,
    property_id: UUID,
    today: date,
    row: serialise.Row | None = None,
) -> dict[str, Any]:
    """Whatever hangs on one property, as the reader may see it; its space with its own ``row``."""
    assumptions = answers_core.current_assumptions(connection)
    rule = space_rule(assumptions, today)
    occupations = related_records.occupations(connection, reader, property_id, rule)
    space, needs = space_of(row or {}, occupations, assumptions)
    used = [serialise.occupation(*one) for one in zip(occupations, needs, strict=True)]
    found: dict[str, Any] = {"occupations": used}
    if reader.level < v.Level.CLUB and reader.organisation is None:
        return found
    ratings = related_records.ratings(connection, reader, property_id)
    leases = related_records.leases(connection, reader, property_id)
    return found | {
        "ratings": {scheme: serialise.rating(row) for scheme, row in ratings.items()},
        "leases": [serialise.lease(row, today, assumptions) for row in leases],
        "interests": [
            serialise.interest(r)
            for r in related_records.interests(connection, reader, property_id)
        ],
        "titles": related_records.titles(connection, reader, property_id),
        "space": serialise.space(space),
        "cost": _cost(connection, reader, here, property_id),
        "data_source": _source(related_records.source(connection, reader, property_id)),
    }


def _cost(
    connection: Connection, reader: v.Reader, here: Service, property_id: UUID
) -> dict[str, Any] | None:
    """Actual where the register has it, else imputed; None where the reader sees neither."""
    actual = serialise.cost(related_records.cost(connection, reader, property_id))
    if actual is not None:
        return actual
    imputed = here.answers.costs(connection, reader)
    if str(property_id) not in imputed.index:
        return None
    price_base = answers_core.current_assumptions(connection).text("price_base")
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
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    feeds: FeedsAre,
    today: Today,
    property_id: UUID,
    query: Annotated[OneCandidateQuery, Query()],
) -> Response:
    """Candidates in which the property is guest or host, best first."""

    def make() -> Packed:
        properties.visible_id(connection, reader, property_id)
        page = of_property(connection, reader, here, today, str(property_id), query)
        return Packed(bytes(page.body), "application/json")

    state = State(versions.current_version(connection), today)
    return send(request, feeds.answer(reader.edition, question_of(request.scope), state, make))
