"""The service's own pages: Jinja2 templates of ``api/html/pages``, everything escaped.

``page`` renders a template that needs no register, ``for_who_is_here`` one whose masthead says
who is signed in, ``framed`` one that extends ``base.html`` with the county's name, the register's
version, the day and whose eyes look. A router of pages takes ``route_class=PageRoute``, so that a
browser gets an error as a page of words.
"""

import re
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException

from api.html import format, table_view
from api.html.charts import static_map
from api.html.tables import Withheld
from api.http import problems
from api.http.dependencies import signed_in_reader
from api.http.service import Service
from estate import codes
from estate.answers.context import ReadContext
from estate.answers.travelling import resting_on
from estate.errors import EstateError
from estate.register.visibility import Level, Reader, ReaderKind
from estate.rounding import area_and_range
from maps import assets, shell, style

PAGES = Path(__file__).resolve().parent / "pages"
_SIGN_IN = shell.SIGN_IN[0]

#: The same at the foot of every page: what stands behind the pages of the masthead.
MORE_PAGES = (
    ("/opportunities/schedule", "Schedule"),
    ("/meetings", "Meetings"),
    ("/actions", "Actions"),
    ("/reminders", "Reminders"),
    ("/offers", "Offers"),
    ("/cases", "Kept cases"),
    ("/protocol", "Protocol"),
    ("/managing-bodies", "Managing bodies"),
    ("/need", "Need"),
    ("/residents", "Population data"),
    ("/public-spending", "Public spending"),
    ("/energy", "Energy"),
    ("/services", "Services for residents"),
    ("/touch-down", "Touch-down desks"),
    ("/back-office", "Back-office services"),
    ("/methods/members", "Guide for members"),
    ("/docs", "API"),
)

#: As much of a page's path as a question for its picture may hold.
LONGEST_PREVIEWED = 300

#: Those of them that hold something for everybody.
_OPEN_TO_ALL = frozenset({"/protocol", "/residents", "/public-spending", "/services", "/docs"})

READER_WORDS = {
    ReaderKind.PUBLIC: "Public edition: what anybody may see.",
    ReaderKind.CLUB: "You see what club members see. Some details are hidden.",
    ReaderKind.PARTY: "As a party under agreement sees it.",
    ReaderKind.OWNER: "With your own organisation's rows in full.",
}
NOT_SIGNED = (
    "Your own organisation's rows in full. Until your organisation signs the protocol, you see "
    "only what is public about others."
)


def page(request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Render one template with the response's nonce and the path of the assets."""
    here = {
        "nonce": request.state.nonce,
        "asset_base": f"/static/{assets.version()}",
        "typeface": assets.TYPEFACE,
        "here": request.url.path,
        "navigation": navigation(request),
        "more_pages": [
            one for one in MORE_PAGES if one[0] in _OPEN_TO_ALL or is_for_members(request)
        ],
        "short_address": None,
        # What was asked for in vain is repeated nowhere, not even as the page of a picture.
        "preview": preview_address(request, request.scope["path"] if status < 400 else "/"),
        "table_question": getattr(request.state, "table_question", None),
        "signed_in": is_signed_in(request),
        "disclaimer": codes.DISCLAIMER,
        "county": {"name": "", "synthetic": False},
        "version": None,
        "is_public": False,
    }
    return HTMLResponse(_templates().get_template(name).render(**(here | context)), status)


def preview_address(request: Request, path: str) -> str:
    """Where the picture of a page at some path is, whole, as a mail or a chat asks for it."""
    asked = urlencode({"page": quote(path)[:LONGEST_PREVIEWED]})
    own = request.app.state.service.settings.public_url
    return f"{own or str(request.base_url).rstrip('/')}/preview.png?{asked}"


def fragment(name: str, **context: Any) -> Markup:
    """A part of a page that is the same for everybody, so that it can be kept."""
    made = _templates().get_template(name).render(table_question=None, **context)
    return Markup(made)  # noqa: S704 - by Jinja


def for_who_is_here(request: Request, here: Service, name: str, **context: Any) -> HTMLResponse:
    """A page that needs no register but for its masthead: who is signed in, and their record."""
    reader = signed_in_reader(request, here)
    record = None if reader is None else record_page(request, reader)
    return page(request, name, navigation=navigation(request, record), **context)


def framed(
    request: Request,
    context: ReadContext,
    name: str,
    **shown: Any,
) -> HTMLResponse:
    """Render a page that extends ``base.html`` with all that its frame tells."""
    frame: dict[str, Any] = {
        "county": context.county,
        "version": context.version,
        "today": context.today,
        "reader_words": READER_WORDS[context.reader.kind]
        if context.reader.is_signatory
        else NOT_SIGNED,
        "is_public": context.reader.level is Level.PUBLIC,
        "navigation": navigation(request, record_page(request, context.reader)),
        "record_page": record_page(request, context.reader),
        # Asked where a page shows minutes between properties, once.
        "minutes_rest_on": lambda: resting_on(context.cache.network, context.assumptions).short,
    }
    return page(request, name, **(frame | shown))


def is_signed_in(request: Request) -> bool:
    """Whether the request came with the cookie of a session that stands."""
    return getattr(request.state, "session", None) is not None


def navigation(request: Request, record: str | None = None) -> list[tuple[str, str]]:
    """The masthead, with what whoever asks can use, and the record for those who have one."""
    found = shell.menu(for_members=is_for_members(request), may_import=may_import(request))
    if record:
        found.append((record, shell.RECORD[1]))
    return [*found, (_SIGN_IN, shell.ACCOUNT if is_signed_in(request) else shell.SIGN_IN[1])]


def is_for_members(request: Request) -> bool:
    """Whether whoever asks sees what members see: signed in, or in a club edition."""
    return is_signed_in(request) or request.app.state.service.settings.reader == "club"


def may_import(request: Request) -> bool:
    """Not members and critical friends. In a club edition without a sign-in the page says who may:
    it takes a token."""
    actor = getattr(request.state, "actor", None)
    if is_signed_in(request) and actor is not None:
        return actor.role not in (codes.Role.MEMBER, codes.Role.CRITIC)
    return is_for_members(request)


def record_page(request: Request, reader: Reader, organisation: str | None = None) -> str | None:
    """Where whoever asks may read the record, or that of one organisation; None if nowhere."""
    actor = getattr(request.state, "actor", None)
    is_administrator = actor is not None and actor.role == codes.Role.ADMINISTRATOR
    wanted = organisation or reader.organisation
    if is_administrator and organisation is None:
        return "/audit"
    if wanted is None or not (is_administrator or wanted == reader.organisation):
        return None
    return f"/organisations/{quote(wanted, safe='')}/record"


class PageRoute(APIRoute):
    """A route for browsers: what its problem+json would say comes as a page of the same words."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, with errors raised on purpose shown as a page."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            request = _with_tables_asked(request)
            try:
                return await usual(request)
            except (EstateError, RequestValidationError, HTTPException) as error:
                return problem_page(request, await problems.answer(request, error))

        return handle


def _with_tables_asked(request: Request) -> Request:
    """The request without what it asks of the page's tables, which ``page`` finds on its state."""
    if request.method != "GET":
        return request
    scope = dict(request.scope)
    query = scope["query_string"].decode("latin-1")
    asked, others = table_view.Question.read(quote(request.scope["path"]), query)
    if others != query:
        request = Request(scope | {"query_string": others.encode("latin-1")}, request.receive)
    request.state.table_question = asked
    return request


_ADDRESS = re.compile(r"[A-Za-z0-9/_.-]{1,300}")


def problem_page(request: Request, answer: problems.ProblemAnswer) -> HTMLResponse:
    """The page of a problem+json answer: its words, and what to do next; of a failure also the
    number by which its lines are found in the log."""
    found = dict(answer.told)
    if found["status"] == 401 and "Authorization" not in request.headers:
        found["detail"] = "This page is for people who are signed in."  # no talk of tokens
    made = page(
        request,
        "message.html",
        found["status"],
        title=found["title"],
        detail=found.get("detail"),
        code=found["status"],
        there=found.get("page"),
        sign_in=_sign_in_address(request, found["status"]),
        is_public=not is_for_members(request),
        number=request.state.request_id if found["status"] >= 500 else None,
        again=request.method == "GET" and (found["status"] >= 500 or found["status"] == 429),
        navigation=navigation(request),
        # To come back to after signing in: only what an address of ours may look like.
        here=request.url.path if _ADDRESS.fullmatch(request.url.path) else "/",
    )
    kept = ("www-authenticate", "retry-after", "allow")
    made.headers.update({name: answer.headers[name] for name in kept if name in answer.headers})
    return made


def _sign_in_address(request: Request, status: int) -> str | None:
    """Where to sign in so as to come back here; None where that would not help."""
    if status not in (401, 403) or is_signed_in(request) or request.url.path.startswith(_SIGN_IN):
        return None
    if request.method != "GET":
        return _SIGN_IN
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{_SIGN_IN}?{urlencode({'return_to': request.url.path + query})}"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(format.FILTERS)
    made.globals["rating_words"] = style.SCHEME_WORDS
    made.globals["arcs"] = static_map.arcs
    made.globals["area_and_range"] = area_and_range
    made.globals["table_view"] = table_view.view
    # A macro that is called over and over with few different values draws each of them once.
    made.globals["remembered"] = cache
    # What is the same for a column in each row is drawn once.
    made.globals["with_each"] = lambda every, macro: [(one, macro(one)) for one in every]
    made.tests["withheld"] = lambda value: isinstance(value, Withheld)
    return made
