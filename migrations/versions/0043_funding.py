"""Who pays for an opportunity, and funds that bodies pay into together.

Revision: 0043
Follows: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_SOURCES = "'own_capital', 'single_capital_pot', 'pump_priming', 'revolving_fund', 'other_body'"


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _year_and_amount(table: str) -> list[sa.Column[object] | sa.CheckConstraint]:
    """One financial year, and the cash that moved in it."""
    return [
        _text("financial_year"),
        sa.Column("amount_gbp", sa.Numeric(14, 2), nullable=False),
        sa.CheckConstraint(
            "financial_year ~ '^20[0-9]{2}/[0-9]{2}$'", name=op.f(f"ck_{table}_financial_year")
        ),
        sa.CheckConstraint("amount_gbp >= 0", name=op.f(f"ck_{table}_amount_gbp")),
    ]


def _recorded(table: str, *references: str) -> None:
    """By whom and when; indexes, and triggers that keep what is written."""
    for column in references:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    key = "opportunity_id" if table.startswith("opportunity") else "fund_id"
    op.execute(
        f"CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('{key}')"
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "fund",
        _key("fund_id"),
        _text("kind"),
        _text("name"),
        _text("organisation_code"),
        _text("opened_by"),
        _moment("opened_at"),
        sa.CheckConstraint(
            "kind IN ('revolving_fund', 'single_capital_pot')", name=op.f("ck_fund_kind")
        ),
        _refers("fund", "organisation_code", "organisation.code"),
        sa.PrimaryKeyConstraint("fund_id", name=op.f("pk_fund")),
        sa.UniqueConstraint("name", name=op.f("uq_fund_name")),
    )
    _recorded("fund", "organisation_code")
    op.create_table(
        "fund_contribution",
        _key("fund_contribution_id"),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        _text("organisation_code"),
        *_year_and_amount("fund_contribution"),
        _text("note", nullable=True),
        _text("recorded_by"),
        _moment("recorded_at"),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _refers("fund_contribution", "fund_id", "fund.fund_id"),
        _refers("fund_contribution", "organisation_code", "organisation.code"),
        sa.PrimaryKeyConstraint("fund_contribution_id", name=op.f("pk_fund_contribution")),
    )
    _recorded("fund_contribution", "fund_id", "organisation_code")
    _funding()


def _funding() -> None:
    op.create_table(
        "opportunity_funding",
        _key("opportunity_funding_id"),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        _text("organisation_code"),
        _text("source"),
        sa.Column("fund_id", sa.Uuid(), nullable=True),
        _text("name", nullable=True),
        _text("movement"),
        *_year_and_amount("opportunity_funding"),
        sa.Column("repayable", sa.Boolean(), nullable=True),
        _text("note", nullable=True),
        _text("recorded_by"),
        _moment("recorded_at"),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(f"source IN ({_SOURCES})", name=op.f("ck_opportunity_funding_source")),
        sa.CheckConstraint(
            "movement IN ('funding', 'repayment')", name=op.f("ck_opportunity_funding_movement")
        ),
        sa.CheckConstraint(
            "source <> 'revolving_fund' OR fund_id IS NOT NULL",
            name=op.f("ck_opportunity_funding_fund"),
        ),
        _refers("opportunity_funding", "opportunity_id", "opportunity.opportunity_id"),
        _refers("opportunity_funding", "organisation_code", "organisation.code"),
        _refers("opportunity_funding", "fund_id", "fund.fund_id"),
        sa.PrimaryKeyConstraint("opportunity_funding_id", name=op.f("pk_opportunity_funding")),
    )
    _recorded("opportunity_funding", "opportunity_id", "organisation_code", "fund_id")


def downgrade() -> None:
    """Take back, with all funding and funds on record."""
    for name in ("opportunity_funding", "fund_contribution", "fund"):
        op.drop_table(name)
