"""``/candidates``: who could share with whom, to filter and sort, a page at a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import URL

from api.candidates import form as forms
from api.candidates import page_model
from api.candidates.paging import Ranked, list_of
from api.candidates.query import CandidatePageQuery
from api.html.rating_marks import rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from estate.answers import estate_wide
from estate.answers.candidates import candidate
from estate.answers.travelling import travelling
from estate.register import visibility as v
from estate.register.queries import areas, organisations

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])


@router.get("/candidates", response_class=HTMLResponse)
def candidates_page(
    request: Request,
    context: ContextIs,
    query: Annotated[CandidatePageQuery, Query()],
) -> HTMLResponse:
    """The page; the public edition holds no candidates and says so."""
    shown: dict[str, Any] = {
        "shown": context.reader.level >= v.Level.CLUB or context.reader.organisation
    }
    if shown["shown"]:
        question = query.question()
        ranked = Ranked.of(context.version, context.today, list_of(context), question)
        start = ranked.start(query.cursor)
        found = estate_wide.candidates(context, question=question, best=start + query.limit)
        rows = candidate.candidates(found, query.limit, start=start)
        following = ranked.following(request.url, start + len(rows), found.matched)
        shown |= {
            "table": page_model.work_list(
                rows,
                page_model.order_words(found),
                found.assumptions.price_base,
                parts=found.ranking.is_part,
            ),
            "is_part": found.ranking.is_part,
            "matched": found.matched,
            "kept_out": found.kept_out,
            "travel": travelling(found.ranking.facts),
            "fitting": found.fitting,
            "first": start + 1,
            "last": start + len(rows),
            "following": _here(following) if rows and following else None,
            "asked": forms.asked(query),
            "form": forms.form(query, found.question),
            "price_base": found.assumptions.text("price_base"),
            "organisations": organisations.listing(context.connection, context.reader),
            "towns": sorted(areas.town_names(context.connection)),
        }
    return framed(
        request, context, "candidates.html", **shown, marks=rating_marks(), for_members=FOR_MEMBERS
    )


def _here(address: str) -> str:
    """An address of this service without its name."""
    url = URL(address)
    return f"{url.path}?{url.query}"
