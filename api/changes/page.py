"""``/properties/{id}/change``: one row changed by hand, with or without JavaScript."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.changes import page_model
from api.changes.routes import made_by, planned
from api.changes.who_may_change import ADDED, own_rows, the_row
from api.html.templates import PageRoute, framed
from api.http import parameters, sessions
from api.http.dependencies import BearerIs, ContextIs
from api.http.service import Service, ServiceIs
from api.http.writing import DoingIs, form_token
from estate.answers.changes.changes_by_hand import made_by_hand
from estate.answers.context import ReadContext
from estate.codes import RecordKind
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.intake import by_hand, revert
from estate.intake.by_hand.fields import FIELDS, facts_of_field
from estate.intake.by_hand.rows import text_of
from estate.intake.plans.publication import sentences
from estate.register.queries import reverts

router = APIRouter(include_in_schema=False, route_class=PageRoute)


class Wanted(parameters.Query):
    """Which row; ``done`` is the change that has just been made."""

    kind: RecordKind = RecordKind.PROPERTY
    row: UUID | None = None
    done: UUID | None = None
    undone: UUID | None = None


@router.get("/properties/{property_id}/change", response_class=HTMLResponse)
def change_page(
    request: Request,
    context: ContextIs,
    bearer: BearerIs,
    service: ServiceIs,
    property_id: UUID,
    query: Annotated[Wanted, Query()],
) -> HTMLResponse:
    """The form, with what stands there now."""
    found = own_rows(context.connection, bearer, context.reader, property_id)
    asks_for_none = "kind" not in request.query_params
    row = (
        found[0] if asks_for_none else the_row(context.connection, found, query.kind, query.row, "")
    )
    told = "The change is made." if query.done else "It is undone." if query.undone else ""
    return _page(request, context, service, found=found, row=row, told=told)


async def sent_form(request: Request) -> page_model.Typed:
    """What the form holds; its token goes where the session is looked up."""
    form = await request.form(max_files=0)
    request.state.csrf_token = str(form.get("csrf_token", ""))
    return page_model.typed(form)


ChangeSentIs = Annotated[page_model.Typed, Depends(sent_form)]


@router.post("/properties/{property_id}/change", response_class=HTMLResponse)
def change_row(
    request: Request, sent: ChangeSentIs, do: DoingIs, service: ServiceIs, property_id: UUID
) -> Response:
    """Say what would change, or make the change; the form again where something is wrong."""
    request.state.import_kind = sent.kind.value
    found = own_rows(do.connection, do.bearer, do.reader, property_id)
    row = the_row(do.connection, found, sent.kind, sent.row, sent.reference)

    def again(status: int = 422, **more: Any) -> HTMLResponse:
        return _page(
            request,
            do.context,
            service,
            status=status,
            found=found,
            row=row,
            sent=sent,
            **more,
        )

    if sent.step == "back":
        return again(200)
    wrong = {"reason": lines} if (lines := page_model.reason_wrong(sent.reason)) else {}
    if not sent.changed:
        return again(wrong=wrong, problem="Nothing is changed yet.")
    try:
        plan = planned(do.connection, row, sent.changed, dict(sent.read), sent.reason, do.today)
        wrong |= plan.wrong
        if wrong:
            other = [
                line
                for name in wrong
                for line in wrong[name]
                if name not in row.present and name not in ("reason", "reference")
            ]
            said = "Some of it cannot be taken; it is said beside each field. Nothing is changed."
            return again(wrong=wrong, problem=" ".join([*other, said]))
        if sent.step != "change":
            publication = plan.plan.publication
            if not (plan.plan.changes_register or publication.asked):
                return again(problem="This is what the register says already.")
            return again(200, look=plan)
        try:
            done = by_hand.commit_change(do.connection, plan, sent.said(), by=do.bearer.by)
        except (Conflict, BadQuestion) as error:
            return again(409, look=plan, problem=str(error))
    except Conflict as error:
        return again(409, problem=str(error))
    home = page_model.address(property_id, RecordKind.PROPERTY, None)
    return RedirectResponse(f"{home}?done={done.batch_id}#made-heading", 303)


@router.post("/properties/{property_id}/change/undo", dependencies=[Depends(form_token)])
def undo(do: DoingIs, property_id: UUID, import_id: Annotated[UUID, Form()]) -> Response:
    """Take a change by hand back."""
    own_rows(do.connection, do.bearer, do.reader, property_id)
    batch = reverts.batch(do.connection, import_id)
    if batch["property_id"] != property_id:
        raise NotAllowed("There is no such change of this property.")
    do.bearer.demand_write(batch["organisation_code"])
    revert(do.connection, import_id, by=do.bearer.by)
    home = page_model.address(property_id, RecordKind.PROPERTY, None)
    return RedirectResponse(f"{home}?undone={import_id}#made-heading", 303)


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    *,
    found: list[by_hand.HandRow],
    row: by_hand.HandRow,
    status: int = 200,
    sent: page_model.Typed | None = None,
    wrong: dict[str, list[str]] | None = None,
    look: by_hand.HandPlan | None = None,
    told: str = "",
    problem: str = "",
) -> HTMLResponse:
    secret = sessions.secret_of(request, service.settings)
    held = getattr(request.state, "session", None) is not None
    kind = page_model.KIND_WORDS[row.kind]
    publication = None if look is None else look.plan.publication
    is_own = any(one.kind is RecordKind.PROPERTY for one in found)
    given = sent or page_model.Typed()
    made = framed(
        request,
        context,
        "change.html",
        row=row,
        sent=given,
        look=look,
        told=told,
        problem=problem,
        wrong=wrong or {},
        title=_title(row, kind),
        home=f"/properties/{row.property_id}",
        groups=page_model.groups(row, given, wrong or {}),
        named=page_model.named(row, wrong or {}),
        others=page_model.others(found, row),
        added=[
            {
                "words": f"a {page_model.KIND_WORDS[one]}".replace("a o", "an o"),
                "address": page_model.address(row.property_id, one, None),
            }
            for one in ADDED
            if is_own
        ],
        made=[(made_by_hand(one), _past_lines(one)) for one in made_by(context.connection, found)],
        shows=[] if publication is None else sentences(publication),
        public=bool(publication and publication.public),
        asked=bool(publication and publication.asked),
        csrf_token=sessions.csrf_token(secret) if secret and held else None,
    )
    made.status_code = status
    return made


def _title(row: by_hand.HandRow, kind: str) -> str:
    if row.kind is RecordKind.PROPERTY:
        return row.property_name
    if row.entity_id is None:
        return f"a {kind} of {row.property_name}".replace("a o", "an o")
    return f"the {kind} {row.own_ref} of {row.property_name}"


def _past_lines(made: dict[str, Any]) -> list[str]:
    """What a change on record changed, in words."""
    labels = {fact: one for one in FIELDS[RecordKind(made["kind"])] for fact in facts_of_field(one)}
    said: dict[str, None] = {}
    for fact, (old, new) in (made["changes"] or {}).items():
        one = labels.get(fact)
        if one is None:
            continue
        if one.is_shared:
            said["Tenure or parties" if fact == "interests" else "Break or review"] = None
        else:
            said[f"{one.label}: {_word(one, old)} → {_word(one, new)}"] = None
    return list(said)


def _word(one: by_hand.HandField, value: Any) -> str:
    if value in (None, []):
        return "not known"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if one.entry is by_hand.Entry.NUMBER:
        return text_of(Decimal(str(value))) or ""
    return one.word(str(value))
