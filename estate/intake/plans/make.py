"""Making a plan: checked rows are compared with the register as a connection sees it."""

from uuid import UUID, uuid4

from sqlalchemy import Connection

from estate.codes import RecordKind, RowOutcome
from estate.intake.plans.accepted_corrections import Corrections
from estate.intake.plans.compare import Comparison
from estate.intake.plans.linked_protection import Guard
from estate.intake.plans.linking import Linker
from estate.intake.plans.losses import losses_of
from estate.intake.plans.outcomes import outcomes_of
from estate.intake.plans.own_references import as_stored
from estate.intake.plans.partial_facts import parts_said
from estate.intake.plans.parties import with_parties
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.property_plan import PropertyPlanner
from estate.intake.plans.rating_plan import RatingPlanner
from estate.intake.rows.checks import Checked, Linked
from estate.intake.rows.context import ByHand, Context
from estate.intake.wording import none_of_ours
from estate.progress import Progress
from estate.register import known_rows as standing
from estate.register.column_values import Facts, facts
from estate.register.import_actions import Action
from estate.register.known_rows import Held, Standing
from estate.register.queries import corrections
from estate.register.queries.versions import current_version
from estate.register.records import LeaseRecord, RatingRecord

#: Row by row; a row of a cost sheet that was turned round brings several lines.
Noted = list[tuple[int, RowOutcome]]


def make_plan(
    connection: Connection, checked: Checked, context: Context, progress: Progress | None = None
) -> ImportPlan:
    """Compare checked records with the register as this connection sees it."""
    plan = ImportPlan(context, checked, register_version=current_version(connection))
    plan.issues = list(checked.issues)
    plan.comparison = Comparison(checked.fields)
    stands = corrections.standing(connection, context.organisation, context.kind)
    plan.corrections = Corrections(stands)
    if context.kind is RecordKind.PROPERTY:
        plan.read_as += parts_said(checked.fields)
        PropertyPlanner(connection, plan, progress).make()
        return plan
    noted: Noted = [(row, RowOutcome.REFUSED) for row in checked.refused_rows]
    noted += [(row, RowOutcome.PART) for row in checked.part_rows]
    if context.kind is RecordKind.RATING:
        _plan_ratings(connection, plan, noted)
    else:
        _plan_linked(connection, plan, noted)
    plan.outcomes = outcomes_of(noted)
    return plan


def _plan_linked(connection: Connection, plan: ImportPlan, noted: Noted) -> None:
    """Leases, occupations and costs: each hangs on a property of the register."""
    by_hand = plan.context.by_hand
    rows = standing.rows(connection, plan.kind, plan.organisation, _only(by_hand))
    plan.checked.linked, said = as_stored(plan.checked.linked, rows)
    plan.read_as += said
    linker = None if by_hand else _linker(connection, plan)
    is_lease = plan.kind is RecordKind.LEASE
    where = None if by_hand is None else by_hand.property_id
    held = standing.held(connection, plan.organisation, where) if is_lease else {}
    guard = Guard(connection, plan)
    for record in plan.checked.linked:
        target = where
        if linker is not None:
            target = linker.resolve(record.link, record.row_number, plan.issues)
        if target is None or guard.keeps_out(record.row_number, target):
            noted.append((record.row_number, RowOutcome.REFUSED))
            continue
        if isinstance(record, LeaseRecord):
            record = with_parties(
                record,
                plan.organisation,
                held.get(target, Held()),
                plan.checked.fields,
                plan.issues,
            )
        new = facts(record)
        new["property_id"] = target
        outcome = _note(plan, record, new, rows.get(record.own_ref or ""))
        noted.append((record.row_number, outcome))
    if not plan.context.partial:
        _plan_absent(plan, rows)
    known = sum(
        (row := rows.get(record.own_ref or "")) is not None and not row.not_in_latest
        for record in plan.checked.linked
    )
    plan.losses = losses_of(plan.actions, known, lambda fact: _is_filled(plan, fact))


def _linker(connection: Connection, plan: ImportPlan) -> Linker:
    return Linker(standing.property_index(connection, plan.organisation), plan.organisation)


def _only(by_hand: ByHand | None) -> list[UUID] | None:
    """The one row of the register that a row typed by hand is, if it is there; else all."""
    if by_hand is None:
        return None
    return [] if by_hand.entity_id is None else [by_hand.entity_id]


def _is_filled(plan: ImportPlan, fact: str) -> bool:
    """Whether any row of the file has a value for a fact."""
    return any(facts(record).get(fact) not in (None, ()) for record in plan.checked.linked)


def _note(plan: ImportPlan, record: Linked, new: Facts, known: Standing | None) -> RowOutcome:
    """Decide what becomes of one record."""
    reference, number = record.own_ref or "", record.row_number
    if known is None:
        plan.actions.new.append(Action(uuid4(), number, reference, new))
        return RowOutcome.NEW
    changes = plan.changes_of(known, new, number, record.as_of_date)
    if not changes:
        return RowOutcome.UNCHANGED
    plan.actions.changed.append(Action(known.entity_id, number, reference, new, changes))
    return RowOutcome.CHANGED


def _plan_absent(plan: ImportPlan, rows: dict[str, Standing]) -> None:
    """Mark rows of earlier deliveries that this file continues but no longer holds.

    A delivery that shares no row with this file is another part of the estate and is left
    alone; nothing is ever deleted.
    """
    references = {record.own_ref for record in plan.checked.linked}
    continued = {row.import_batch_id for reference, row in rows.items() if reference in references}
    ours = sum(not row.not_in_latest for row in rows.values())
    if references and ours and not continued:
        plan.read_as.append(none_of_ours(ours))
    plan.actions.absent = [
        row.entity_id
        for reference, row in sorted(rows.items())
        if reference not in references
        and row.import_batch_id in continued
        and not row.not_in_latest
    ]


def _plan_ratings(connection: Connection, plan: ImportPlan, noted: Noted) -> None:
    planner = RatingPlanner(connection, plan.context)
    linker = _linker(connection, plan)
    guard = Guard(connection, plan)
    records = [r for r in plan.checked.linked if isinstance(r, RatingRecord)]
    for record in sorted(records, key=lambda r: (str(r.assessed_on or ""), r.row_number)):
        target: UUID | None = linker.resolve_own(record.link, record.row_number, plan.issues)
        if target is None:
            noted.append((record.row_number, RowOutcome.REFUSED))
        else:
            guard.keeps_out(record.row_number, target)
            added = planner.add(plan.actions, plan.issues, target, record)
            outcome = RowOutcome.NEW if added else RowOutcome.UNCHANGED
            noted.append((record.row_number, outcome))
