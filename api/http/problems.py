"""Errors as RFC 9457 problem+json: one table, at the edge, never the text of a surprise."""

from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.http import methods, troubles
from api.http.admission import Gone
from api.http.logs import mark_told, message_of
from estate import errors

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

#: Error class → (status, slug of its type, title). The first match in this order counts.
PROBLEMS: dict[type[Exception], tuple[int, str, str]] = {
    errors.NotFound: (404, "not-found", "Not found"),
    errors.NotAllowed: (403, "not-allowed", "Not allowed"),
    errors.ThereAlready: (409, "there-already", "There is one already"),
    errors.Conflict: (409, "conflict", "The register has moved on"),
    errors.BadQuestion: (422, "bad-question", "This cannot be answered as asked"),
    errors.KindDoubtful: (422, "which-kind", "Which kind of list is it?"),
    errors.Refused: (422, "refused", "Refused whole"),
    errors.NotInitialised: (503, "no-county-yet", "No county yet"),
    errors.ProviderFailed: (502, "provider-failed", "Signing in did not work"),
    errors.SetupError: (503, "not-ready", "The service is not ready"),
}
#: What is answered with 503 or 507 passes; where nothing better is known, after so long.
_RETRY_AFTER_S = 30


class Problem(BaseModel):
    """What an error looks like, whatever went wrong (RFC 9457)."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = Field(
        default=None, description="For a 422: which parameter, and what is wrong with it."
    )
    page: str | None = Field(
        default=None, description="Of what is there already: its page, where you are shown it."
    )
    kinds: list[dict[str, Any]] | None = Field(
        default=None,
        description="Where the kind of a file has to be chosen: the kinds that it may be (kind, "
        "words), the likeliest first. `taken` says how many of its columns fit.",
    )


class ProblemAnswer(JSONResponse):
    """A problem+json that still knows what it says, for whoever shows it as a page."""

    media_type = MEDIA_TYPE

    def __init__(
        self, told: dict[str, Any], status: int, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(told, status, headers)
        self.told = told


def problem(
    status: int,
    slug: str,
    title: str,
    detail: str | None = None,
    *,
    retry_after_s: int = _RETRY_AFTER_S,
    **more: Any,
) -> ProblemAnswer:
    """A problem+json response; with Retry-After where time mends it."""
    body = {"type": f"/problems/{slug}", "title": title, "status": status}
    if detail is not None:
        body["detail"] = detail
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if status in (503, 507):
        headers["Retry-After"] = str(retry_after_s)
    return ProblemAnswer({**body, **more}, status, headers)


#: Nobody hears it; it is for the log (as nginx writes it).
_GONE = 499

#: What any route may answer, however it is asked: an unknown token, parameters that are not
#: understood, too many questions, no register.
_ANY_TIME = (401, 422, 429, 503, 507)
_WHEN = {
    400: "The body cannot be read.",
    401: "No token, or one that is unknown, has expired or was revoked.",
    403: "Not for this role, or another organisation's.",
    404: "Not there, or not shown to this reader.",
    409: "The register has moved on, or there is one already.",
    413: "The body is too large.",
    422: "Not understood, or not possible; says what and why.",
    429: "Too many questions, or too much that waits for an answer.",
    502: "Another service does not answer.",
    503: "Too much is asked at once, or the register cannot be reached or holds no county yet.",
    507: "No room left on a disk; nothing was changed.",
}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_RETRY = {"description": "Seconds to wait, where time mends it.", **_TEXT}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"description": "How to ask: with a token.", **_TEXT}},
    429: {"Retry-After": _RETRY},
    503: {"Retry-After": _RETRY},
    507: {"Retry-After": _RETRY},
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for the problems a route can answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {
            "content": content,
            "description": _WHEN[status],
            "headers": _HEADERS.get(status, {}),
        }
        for status in sorted({*statuses, *_ANY_TIME})
    }


def files(*kinds: str, problems: tuple[int, ...] = ()) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for a route that answers with a file of one of these media types."""
    binary, an_object = {"type": "string", "format": "binary"}, {"type": "object"}
    named = {"Content-Disposition": {"description": "The file's name.", **_TEXT}}
    whole = {
        "description": "The file.",
        "content": {
            kind.partition(";")[0]: {"schema": an_object if kind.endswith("+json") else binary}
            for kind in kinds
        },
        "headers": named,
    }
    return {200: whole, **responses(*problems)}


#: All that is answered with more than "something went wrong".
KINDS = (*PROBLEMS, *troubles.KINDS, Gone)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    for kind in PROBLEMS:
        app.add_exception_handler(kind, _known)
    for kind in (*troubles.KINDS, Gone):
        app.add_exception_handler(kind, _passing)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def answer(request: Request, error: Exception) -> ProblemAnswer:
    """The problem that an error raised on purpose becomes; pages show the same words."""
    if isinstance(error, RequestValidationError):
        return await _invalid(request, error)
    if isinstance(error, HTTPException):
        return await _http(request, error)
    if isinstance(error, (*troubles.KINDS, Gone)):
        return await _passing(request, error)
    return await _known(request, error)


async def _known(request: Request, error: Exception) -> ProblemAnswer:
    kind = next(kind for kind in PROBLEMS if isinstance(error, kind))
    status, slug, title = PROBLEMS[kind]
    request.state.problem = slug
    if isinstance(error, errors.KindDoubtful):
        return problem(status, slug, title, str(error), kinds=error.kinds)
    if isinstance(error, errors.ThereAlready) and error.page is not None:
        return problem(status, slug, title, str(error), page=error.page)
    return problem(status, slug, title, str(error))


async def _passing(request: Request, error: Exception) -> ProblemAnswer:
    """Something that the service lacks just now, or somebody who no longer waits for an answer."""
    asker = getattr(request.state, "asker", None)
    if isinstance(error, Gone) or (asker is not None and asker.is_gone):
        request.state.problem = "gone"
        return problem(_GONE, "gone", "Whoever asked has gone")
    found = troubles.of(error)
    if found is None:
        return await _unexpected(request, error)
    request.state.problem = found.slug
    log.error(
        "request failed", problem=found.slug, error=type(error).__name__, said=message_of(error)
    )
    return problem(
        found.status, found.slug, found.title, found.words, retry_after_s=found.retry_after_s
    )


async def _invalid(request: Request, error: Exception) -> ProblemAnswer:
    request.state.problem = "bad-parameters"
    found = [_complaint(one) for one in cast(RequestValidationError, error).errors()]
    named = "; ".join(f"{one['parameter']}: {one['problem']}" for one in found)
    return problem(422, "bad-parameters", "Parameters not understood", named, errors=found)


def _complaint(one: dict[str, Any]) -> dict[str, str]:
    """Which parameter, and what is wrong with it."""
    place = ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0])
    unknown = one["type"] == "extra_forbidden"
    words = "unknown parameter" if unknown else str(one["msg"]).removeprefix("Value error, ")
    return {"parameter": place, "problem": words}


_TITLES = {
    400: "Not understood",
    401: "Sign in first",
    404: "Not found",
    405: "Method not allowed",
    413: "File too large",
    429: "Too many open",
}
#: They do not say how to mend it.
_FRAMEWORKS_WORDS = "There was an error parsing the body"


async def _http(request: Request, error: Exception) -> ProblemAnswer:
    raised = cast(HTTPException, error)
    title = _TITLES.get(raised.status_code, "Error")
    detail = None if raised.status_code in (404, 405) else str(raised.detail)
    if detail == _FRAMEWORKS_WORDS:
        detail = "The body cannot be read: send JSON in UTF-8, or the form as it is described."
    request.state.problem = title.lower().replace(" ", "-")
    answer = problem(raised.status_code, request.state.problem, title, detail)
    if raised.status_code == 405:
        answer.headers["Allow"] = methods.allowed(request)
    return answer


async def _unexpected(request: Request, error: Exception) -> ProblemAnswer:
    request.state.problem = "unexpected"
    log.error("unexpected error", exc_info=error)
    mark_told(error)
    return problem(500, "unexpected", "Something went wrong here; it has been logged")
