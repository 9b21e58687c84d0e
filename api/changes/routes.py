"""One row changed by hand: a property, a lease, an occupation or a cost line of it."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Connection

from api.changes.schemas import ChangeSent, typed
from api.changes.who_may_change import own_rows, the_row
from api.http.dependencies import BearerIs, ReaderIs, ReadOnly
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.writing import DoingIs
from estate.answers.changes.changes_by_hand import (
    ChangeMade,
    Changes,
    change_made,
    made_by_hand,
    typeable,
)
from estate.intake import by_hand
from estate.register.queries import by_hand as query

router = APIRouter(tags=["properties"])


@router.get(
    "/properties/{property_id}/changes", response_model=Changes, responses=responses(403, 404)
)
def changes(
    connection: ReadOnly,
    bearer: BearerIs,
    reader: ReaderIs,
    property_id: UUID,
    _: NoQueryIs,
) -> Changes:
    """What you may change of a property by hand, each field with its present value, and what has
    been changed by hand so far."""
    found = own_rows(connection, bearer, reader, property_id)
    made = [made_by_hand(row) for row in made_by(connection, found)]
    return Changes(rows=[typeable(row) for row in found], made=made)


def made_by(connection: Connection, found: list[by_hand.HandRow]) -> list[dict[str, Any]]:
    """Changes by hand of the organisations whose rows these are, the newest first."""
    codes = dict.fromkeys(one.organisation for one in found)
    past = [row for code in codes for row in query.made(connection, found[0].property_id, code)]
    return sorted(past, key=lambda row: row["imported_at"], reverse=True)


@router.post(
    "/properties/{property_id}/changes",
    response_model=ChangeMade,
    responses=responses(403, 404, 409),
)
def change(request: Request, do: DoingIs, property_id: UUID, sent: ChangeSent) -> ChangeMade:
    """Change one row of a property by hand, with the checks, history and undo of an import.

    It is recorded as an import of one row: reverting that import takes it back. A value that
    somebody else has changed since you read it is a 409 that shows both, and nothing is written.
    """
    request.state.import_kind = sent.kind.value
    found = own_rows(do.connection, do.bearer, do.reader, property_id)
    row = the_row(do.connection, found, sent.kind, sent.row, sent.reference)
    values, read = typed(sent.values), typed(sent.read)
    plan = planned(do.connection, row, values, read, sent.reason, do.today)
    if plan.wrong:
        raise RequestValidationError(
            [
                {"loc": ("body", "values", name), "type": "value_error", "msg": " ".join(lines)}
                for name, lines in plan.wrong.items()
            ]
        )
    if sent.preview:
        return change_made(plan, None)
    done = by_hand.commit_change(do.connection, plan, sent.said(), by=do.bearer.by)
    return change_made(plan, done.batch_id)


def planned(
    connection: Connection,
    row: by_hand.HandRow,
    values: dict[str, str | None],
    read: dict[str, str | None],
    reason: str,
    today: date,
) -> by_hand.HandPlan:
    """What is typed, planned against the row as it stands now that nobody else can change it."""
    stands = by_hand.read_again(connection, row)
    by_hand.demand_as_read(connection, stands, values, read)
    return by_hand.plan_change(connection, stands, values, reason=reason, today=today)
