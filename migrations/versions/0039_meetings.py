"""Meetings of the club: what they compare with, their agenda and minutes, and actions.

Revision: 0039
Follows: 0038
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_KINDS = ("merge", "match", "correction", "opportunity", "offer")
_TABLES = ("meeting", "meeting_snapshot", "meeting_entry", "meeting_action")


def _allow(*kinds: str) -> None:
    """Which things the record of decisions may speak of."""
    listed = ", ".join(f"'{one}'" for one in kinds)
    op.drop_constraint(op.f("ck_decision_step_kind"), "decision_step")
    op.create_check_constraint(
        op.f("ck_decision_step_kind"), "decision_step", f"kind IN ({listed})"
    )


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _sequence() -> sa.Column[object]:
    return sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Apply."""
    _allow(*_KINDS, "action")
    op.create_table(
        "meeting",
        _key("meeting_id"),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _text("organisation_code", nullable=True),
        _text("title"),
        sa.Column("held_on", sa.Date(), nullable=False),
        _text("place", nullable=True),
        _text("called_by"),
        _moment("called_at"),
        _refers("meeting", "organisation_code", "organisation.code"),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
    )
    _indexes("meeting", "organisation_code", "held_on")
    op.create_table(
        "meeting_snapshot",
        _key("meeting_snapshot_id"),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.Column("fitting_candidates", postgresql.ARRAY(sa.Text()), nullable=False),
        _moment("taken_at"),
        _sequence(),
        _refers("meeting_snapshot", "meeting_id", "meeting.meeting_id"),
        sa.PrimaryKeyConstraint("meeting_snapshot_id", name=op.f("pk_meeting_snapshot")),
    )
    _indexes("meeting_snapshot", "meeting_id")
    _entries()
    _actions()
    for name in ("meeting_snapshot", "meeting_entry"):
        op.execute(
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for name in ("meeting", "meeting_entry", "meeting_action"):
        key = "meeting_entry_id" if name == "meeting_action" else "meeting_id"
        op.execute(
            f"CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {name} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('{key}')"
        )


def _entries() -> None:
    op.create_table(
        "meeting_entry",
        _key("meeting_entry_id"),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("kind"),
        _text("text"),
        _text("organisation_code", nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opportunity_id", sa.Uuid(), nullable=True),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        _text("recorded_by"),
        _moment("recorded_at"),
        _sequence(),
        sa.CheckConstraint("position >= 1", name=op.f("ck_meeting_entry_position")),
        sa.CheckConstraint(
            "kind IN ('agenda', 'decision', 'action')", name=op.f("ck_meeting_entry_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'action') = (organisation_code IS NOT NULL) "
            "AND (kind = 'action') = (due_on IS NOT NULL)",
            name=op.f("ck_meeting_entry_owner"),
        ),
        _refers("meeting_entry", "meeting_id", "meeting.meeting_id"),
        _refers("meeting_entry", "organisation_code", "organisation.code"),
        _refers("meeting_entry", "opportunity_id", "opportunity.opportunity_id"),
        _refers("meeting_entry", "corrects_id", "meeting_entry.meeting_entry_id"),
        sa.PrimaryKeyConstraint("meeting_entry_id", name=op.f("pk_meeting_entry")),
        sa.UniqueConstraint("meeting_id", "position", name="uq_meeting_entry_position"),
    )
    _indexes(
        "meeting_entry",
        "meeting_id",
        "organisation_code",
        "opportunity_id",
        "property_id",
        "corrects_id",
    )


def _actions() -> None:
    op.create_table(
        "meeting_action",
        sa.Column("meeting_entry_id", sa.Uuid(), nullable=False),
        _text("organisation_code"),
        _text("text"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        _text("decided_by", nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'dropped')", name=op.f("ck_meeting_action_state")
        ),
        _refers("meeting_action", "meeting_entry_id", "meeting_entry.meeting_entry_id"),
        _refers("meeting_action", "organisation_code", "organisation.code"),
        sa.PrimaryKeyConstraint("meeting_entry_id", name=op.f("pk_meeting_action")),
    )
    _indexes("meeting_action", "organisation_code")


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Take back, with all meetings and the steps that their actions have taken."""
    for name in reversed(_TABLES):
        op.drop_table(name)
    op.execute("ALTER TABLE decision_step DISABLE TRIGGER USER")
    op.execute("DELETE FROM decision_step WHERE kind = 'action'")
    op.execute("ALTER TABLE decision_step ENABLE TRIGGER USER")
    _allow(*_KINDS)
