"""``/ratings``: what to look at again."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.addresses import filter_query
from api.html.rating_marks import rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, ReaderIs, ReadOnly
from api.ratings import page_model as reviews
from estate.register import visibility as v
from estate.register.queries import naming, organisations

router = APIRouter(include_in_schema=False, route_class=PageRoute)

ReviewQueryIs = Annotated[reviews.ReviewQuery, Query()]


@router.get("/ratings", response_class=HTMLResponse)
def ratings_page(
    request: Request,
    context: ContextIs,
    query: ReviewQueryIs,
) -> HTMLResponse:
    """The page; the public edition holds no ratings and says so."""
    club = context.reader.level >= v.Level.CLUB
    code = _organisation(context.connection, context.reader, query)
    of = organisations.one(context.connection, context.reader, code)["name"] if code else None
    return framed(
        request,
        context,
        "ratings.html",
        tables=reviews.tables(context, code) if club else {},
        organisations=organisations.listing(context.connection, context.reader),
        chosen=code,
        of=of,
        query=f"?{filter_query(organisation=code)}" if code else "",
        marks=rating_marks(),
        for_members=FOR_MEMBERS,
    )


@router.get("/ratings/{name}.{form}")
def ratings_table(
    context: ContextIs,
    name: str,
    form: str,
    query: ReviewQueryIs,
) -> Response:
    """One of the page's lists as a file."""
    v.demand(context.reader, v.Level.CLUB, "ratings")
    code = _organisation(context.connection, context.reader, query)
    return download(context, chosen(reviews.tables(context, code), name), form)


def _organisation(connection: ReadOnly, reader: ReaderIs, query: reviews.ReviewQuery) -> str | None:
    asked = query.organisation
    return None if asked is None else naming.organisation(connection, reader, asked)
