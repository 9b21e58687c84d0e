"""Who writes, in which transaction, on which day: what routes of the club's work ask for."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Form, Request
from sqlalchemy import Connection

from api.http.dependencies import BearerIs, ReaderIs, Today, Writing
from api.http.identity import Bearer
from api.http.service import ServiceIs
from estate.answers.context import ReadContext
from estate.club.decisions import Person
from estate.codes import Role
from estate.errors import BadQuestion, Conflict, EstateError, NotFound
from estate.register.visibility import Reader

#: No box of a form holds more.
_LONGEST = 4_000


#: What stands in the way of a write and is told beside its form.
_REFUSALS: tuple[type[EstateError], ...] = (Conflict, BadQuestion)


class Doing(NamedTuple):
    """Who does something, in which transaction, on which day."""

    connection: Connection
    bearer: Bearer
    reader: Reader
    today: date
    context: ReadContext

    def whose(self, organisation: str | None) -> str:
        """The body that is spoken for: the sender's own, unless one is named."""
        code = organisation or self.bearer.organisation
        if code is None:
            raise BadQuestion("Say for which organisation: `organisation` is missing.")
        return code

    def tried(
        self, act: Callable[[], Any], refusals: tuple[type[EstateError], ...] = _REFUSALS
    ) -> tuple[int, str]:
        """What a form asks for is done (303), or the status and sentence of what is in the way; a
        write that is refused half-way leaves nothing, and what it had locked is free again."""
        held = self.connection.begin_nested()
        try:
            act()
        except refusals as error:
            held.rollback()
            return {Conflict: 409, NotFound: 404}.get(type(error), 422), str(error)
        held.commit()
        return 303, ""


async def doing(
    connection: Writing, bearer: BearerIs, reader: ReaderIs, today: Today, service: ServiceIs
) -> Doing:
    """The dependency for all that writes."""
    return Doing(connection, bearer, reader, today, service.context(connection, reader, today))


DoingIs = Annotated[Doing, Depends(doing, scope="function")]


async def typed(request: Request) -> dict[str, str]:
    """What a form sends, and its token, which is looked at before anything is written."""
    form = await request.form(max_files=0, max_fields=200)
    request.state.csrf_token = str(form.get("csrf_token", ""))
    return {name: str(value).strip()[:_LONGEST] for name, value in form.items()}


TypedIs = Annotated[dict[str, str], Depends(typed)]


async def form_token(request: Request, csrf_token: Annotated[str, Form()] = "") -> None:
    """The token of a form whose boxes a route names one by one: a form sends in a field what
    scripts send in a header."""
    request.state.csrf_token = csrf_token


def person_of(request: Request) -> Person | None:
    """Whoever is signed in, as the rules ask; a critical friend decides for nobody."""
    actor = getattr(request.state, "actor", None)
    if actor is None or actor.role is None:
        return None
    role = Role(actor.role)
    return Person(role, None if role is Role.CRITIC else actor.organisation)
