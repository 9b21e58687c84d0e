"""``/reminders``: what waits for whoever is signed in, what they choose to be told, and the page
behind the link that stops mails."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from api.html.tables import Column, Table, download
from api.html.templates import PageRoute, framed, page
from api.http import callers, sessions
from api.http.dependencies import BearerIs, ContextIs
from api.http.service import Service, ServiceIs, base_of
from api.http.writing import DoingIs
from estate.answers.club import reminders as answers
from estate.answers.club.reminders import ReminderShown
from estate.answers.context import ReadContext
from estate.club.codes import DigestEvery, MailState, ReminderKind
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.quarters import day_words
from estate.register.queries import reminders as query
from estate.register.writes import reminders as writes

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_SHOWN_MAILS = 5
_COLUMNS = (
    Column("about", "What it is about", link="page", small="kind_words"),
    Column("what", "What is asked", small="detail"),
    Column("due", "By when"),
    Column("due_on", "due_on", "file"),
    Column("kind", "kind", "file"),
    Column("page", "page", "file"),
)
_NOTHING_CHOSEN: dict[str, Any] = {
    "mail_kinds": [],
    "every": DigestEvery.WEEKLY.value,
    "feed_kinds": [],
    "feed_sha256": None,
    "refused_at": None,
    "refused_why": None,
    "stopped_at": None,
}
_STATES = {
    MailState.QUEUED: "waits to be sent",
    MailState.SENDING: "is being sent",
    MailState.SENT: "sent",
    MailState.NOTHING: "not sent: nothing waited for you",
    MailState.UNKNOWN: "interrupted: it may have reached you",
    MailState.FAILED: "not sent: the mail server refused it",
    MailState.BOUNCED: "not sent: the mail server refused your address",
    MailState.STOPPED: "not sent: mails were stopped",
}


@router.get("/reminders", response_class=HTMLResponse)
def reminders_page(
    request: Request, context: ContextIs, _: BearerIs, service: ServiceIs
) -> HTMLResponse:
    """The page of what waits for whoever is signed in, soonest first."""
    return _page(request, context, service)


@router.get("/reminders/reminders.{form}")
def reminders_file(context: ContextIs, _: BearerIs, form: str) -> Response:
    """What waits, as a file."""
    return download(context, _table(answers.reminders(context).reminders), form)


def _page(
    request: Request, context: ReadContext, service: Service, feed: str | None = None
) -> HTMLResponse:
    account_id = _account(request)
    chosen = _NOTHING_CHOSEN
    mails: list[dict[str, Any]] = []
    if account_id is not None:
        chosen = query.choice(context.connection, account_id) or chosen
        mails = query.mails_of(context.connection, account_id, _SHOWN_MAILS)
    return framed(
        request,
        context,
        "reminders.html",
        table=_on_page(answers.reminders(context).reminders, context.reader.organisation),
        has_account=account_id is not None,
        can_mail=service.settings.mail_host is not None,
        kinds=list(ReminderKind),
        paces=list(DigestEvery),
        chosen=chosen,
        mails=[(one["digest_day"], _STATES[MailState(one["state"])], one["said"]) for one in mails],
        feed=feed,
        csrf_token=sessions.form_token(request, service.settings),
    )


def _table(found: Iterable[ReminderShown]) -> Table:
    rows = [
        {
            "about": one.about,
            "page": one.page,
            "kind": one.kind.value,
            "kind_words": one.label,
            "what": one.what,
            "detail": one.detail,
            "due": _due(one),
            "due_on": one.due_on,
        }
        for one in found
    ]
    return Table(
        "reminders", "What waits for you", _COLUMNS, rows, empty="Nothing waits for you today."
    )


def _on_page(found: Sequence[ReminderShown], own: str | None) -> Table:
    """As the page lists them: several reviews, which are of the reader's own body, as one line with
    their number and where they are listed; so that they hide nothing else."""
    reviews = [one for one in found if one.kind is ReminderKind.REVIEWS]
    if own is None or len(reviews) < 2:
        return _table(found)
    gathered = replace(
        reviews[0],
        about="Ratings of your properties",
        what=f"{len(reviews):,} reviews are overdue, the first since this day.",
        due_on=min(one.due_on for one in reviews if one.due_on is not None),
        page=f"/ratings?{urlencode({'organisation': own})}",
    )
    others = [one for one in found if one.kind is not ReminderKind.REVIEWS]
    note = "Reviews of ratings are one line here; the files hold each."
    return replace(_table([*others, gathered]), note=note)


def _due(one: ReminderShown) -> str:
    if one.due_on is None:
        return "no day"
    day = one.quarter or day_words(one.due_on)
    return f"{day} (overdue)" if one.is_overdue else day


async def _ticked(request: Request) -> FormData:
    """What a form of the page sends; its token is looked at before anything is written."""
    form = await request.form(max_files=0, max_fields=50)
    request.state.csrf_token = str(form.get("csrf_token", ""))
    return form


TickedIs = Annotated[FormData, Depends(_ticked)]


@router.post("/reminders")
def choose(request: Request, form: TickedIs, do: DoingIs) -> Response:
    """What is chosen on the page."""
    every = str(form.get("every", DigestEvery.WEEKLY.value))
    if every not in {one.value for one in DigestEvery}:
        raise BadQuestion("Mails come daily or weekly.")
    writes.choose(
        do.connection,
        _own_account(request),
        mail=_kinds(form.getlist("mail")),
        every=DigestEvery(every),
        feed=_kinds(form.getlist("feed")),
        again=form.get("again") == "1",
    )
    return RedirectResponse("/reminders#choices", 303)


def _kinds(given: Iterable[Any]) -> list[ReminderKind]:
    known = {one.value: one for one in ReminderKind}
    wanted = [str(one) for one in given]
    if set(wanted) - set(known):
        raise BadQuestion(f"Reminders are of these kinds: {', '.join(known)}.")
    return [known[one] for one in wanted]


@router.post("/reminders/feed")
def make_feed(request: Request, _: TickedIs, do: DoingIs, service: ServiceIs) -> HTMLResponse:
    """A new address for the feed, shown this once."""
    secret = secrets.token_urlsafe(32)
    writes.new_feed(do.connection, _own_account(request), secret)
    base = base_of(request, service)
    return _page(request, do.context, service, f"{base}/reminders/feed/{secret}.atom")


@router.post("/reminders/feed/end")
def end_feed(request: Request, _: TickedIs, do: DoingIs) -> Response:
    """The feed's address is withdrawn."""
    writes.end_feed(do.connection, _own_account(request))
    return RedirectResponse("/reminders#feed", 303)


@router.get("/reminders/stop/{secret}", response_class=HTMLResponse)
def stop_page(request: Request, secret: str) -> HTMLResponse:
    """A button: whatever merely follows the links of a mail stops nothing."""
    return page(request, "reminder_stop.html", secret=secret, done=False)


@router.post("/reminders/stop/{secret}", response_class=HTMLResponse)
def stop(request: Request, service: ServiceIs, secret: str) -> HTMLResponse:
    """Stop the mails of whoever was sent this link: by the button, or by a mail program's own
    (RFC 8058), which comes from elsewhere and with no sign-in."""
    try:
        with service.write_engine.begin() as connection:
            writes.stop(connection, secret, datetime.now(UTC))
    except NotFound:
        callers.missed(request, callers.Credential.LINK)
        raise
    return page(request, "reminder_stop.html", secret=secret, done=True)


def _account(request: Request) -> UUID | None:
    session = getattr(request.state, "session", None)
    found: UUID | None = None if session is None else session["account_id"]
    return found


def _own_account(request: Request) -> UUID:
    found = _account(request)
    if found is None:
        raise NotAllowed(
            "Choices belong to an account: sign in with your organisation's account. A one-time "
            "link or a token has none."
        )
    return found
