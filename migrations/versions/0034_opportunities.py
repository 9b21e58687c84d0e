"""Opportunities of the club: stages, bodies, and what is put on record of each.

Revision: 0034
Follows: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_APPENDED = (
    "opportunity_actual",
    "opportunity_agreement",
    "opportunity_barrier",
    "opportunity_case",
    "opportunity_consultation",
    "opportunity_decision",
    "opportunity_share",
    "opportunity_statement",
)
#: Table → its key in the record. Of a share only that its case was recorded.
_NOTED = {
    "opportunity": "opportunity_id",
    "opportunity_body": "opportunity_id",
    "opportunity_property": "opportunity_id",
    **{name: "opportunity_id" for name in _APPENDED if name != "opportunity_share"},
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "opportunity",
        sa.Column(
            "opportunity_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), server_default="idea", nullable=False),
        sa.Column("stage_before", sa.Text(), nullable=True),
        sa.Column("track", sa.Text(), nullable=True),
        sa.Column("lead_name", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_step_organisation_code", sa.Text(), nullable=True),
        sa.Column("next_step_by", sa.Date(), nullable=True),
        sa.Column("facilities_dependency", sa.Text(), nullable=True),
        sa.Column("ict_dependency", sa.Text(), nullable=True),
        sa.Column("first_saving_on", sa.Date(), nullable=True),
        sa.Column("one_off_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("needs_construction", sa.Boolean(), nullable=True),
        sa.Column("changes_public_access", sa.Boolean(), nullable=True),
        sa.Column("guest_occupation_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["next_step_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_next_step_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_superseded_by"),
        ),
        sa.CheckConstraint("one_off_gbp >= 0", name=op.f("ck_opportunity_one_off_gbp")),
        sa.CheckConstraint(
            "stage IN ('idea', 'triage', 'feasibility', 'business_case', 'approvals', 'approved', 'in_delivery', 'delivered', 'parked', 'rejected', 'withdrawn', 'superseded')",
            name=op.f("ck_opportunity_stage"),
        ),
        sa.CheckConstraint(
            "stage_before IN ('idea', 'triage', 'feasibility', 'business_case', 'approvals', 'approved', 'in_delivery', 'delivered', 'parked', 'rejected', 'withdrawn', 'superseded')",
            name=op.f("ck_opportunity_stage_before"),
        ),
        sa.CheckConstraint(
            "track IN ('quick_win', 'longer_term_high_value')", name=op.f("ck_opportunity_track")
        ),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("number", name=op.f("uq_opportunity_number")),
    )
    op.create_index(
        op.f("ix_opportunity_next_step_organisation_code"),
        "opportunity",
        ["next_step_organisation_code"],
    )
    op.create_index(op.f("ix_opportunity_organisation_code"), "opportunity", ["organisation_code"])
    op.create_table(
        "opportunity_actual",
        sa.Column(
            "opportunity_actual_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("financial_year", sa.Text(), nullable=False),
        sa.Column("saving_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("one_off_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_actual_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_actual_organisation_code"),
        ),
        sa.CheckConstraint(
            "financial_year ~ '^20[0-9]{2}/[0-9]{2}$'",
            name=op.f("ck_opportunity_actual_financial_year"),
        ),
        sa.CheckConstraint("one_off_gbp >= 0", name=op.f("ck_opportunity_actual_one_off_gbp")),
        sa.PrimaryKeyConstraint("opportunity_actual_id", name=op.f("pk_opportunity_actual")),
    )
    op.create_index(
        op.f("ix_opportunity_actual_opportunity_id"), "opportunity_actual", ["opportunity_id"]
    )
    op.create_index(
        op.f("ix_opportunity_actual_organisation_code"), "opportunity_actual", ["organisation_code"]
    )
    op.create_table(
        "opportunity_agreement",
        sa.Column(
            "opportunity_agreement_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("document_ref", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_agreement_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_agreement_organisation_code"),
        ),
        sa.CheckConstraint("agreed_on <= ends_on", name=op.f("ck_opportunity_agreement_days")),
        sa.PrimaryKeyConstraint("opportunity_agreement_id", name=op.f("pk_opportunity_agreement")),
    )
    op.create_index(
        op.f("ix_opportunity_agreement_opportunity_id"), "opportunity_agreement", ["opportunity_id"]
    )
    op.create_index(
        op.f("ix_opportunity_agreement_organisation_code"),
        "opportunity_agreement",
        ["organisation_code"],
    )
    op.create_table(
        "opportunity_barrier",
        sa.Column(
            "opportunity_barrier_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("barrier", sa.Text(), nullable=False),
        sa.Column("is_solved", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_barrier_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_barrier_organisation_code"),
        ),
        sa.CheckConstraint(
            "barrier IN ('resistance', 'capital_regimes', 'fiduciary_duty', 'benefit_sharing', 'stamp_duty', 'vat', 'space_standards', 'other')",
            name=op.f("ck_opportunity_barrier_barrier"),
        ),
        sa.PrimaryKeyConstraint("opportunity_barrier_id", name=op.f("pk_opportunity_barrier")),
    )
    op.create_index(
        op.f("ix_opportunity_barrier_opportunity_id"), "opportunity_barrier", ["opportunity_id"]
    )
    op.create_index(
        op.f("ix_opportunity_barrier_organisation_code"),
        "opportunity_barrier",
        ["organisation_code"],
    )
    op.create_table(
        "opportunity_body",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column(
            "added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_body_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_body_organisation_code"),
        ),
        sa.CheckConstraint(
            "reason IN ('lead', 'owner', 'occupier', 'landlord', 'partner')",
            name=op.f("ck_opportunity_body_reason"),
        ),
        sa.PrimaryKeyConstraint(
            "opportunity_id", "organisation_code", name=op.f("pk_opportunity_body")
        ),
    )
    op.create_index(
        op.f("ix_opportunity_body_organisation_code"), "opportunity_body", ["organisation_code"]
    )
    op.create_table(
        "opportunity_case",
        sa.Column(
            "opportunity_case_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("assumption_set", sa.Text(), nullable=False),
        sa.Column("price_base", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_case_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_case_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("opportunity_case_id", name=op.f("pk_opportunity_case")),
    )
    op.create_index(
        op.f("ix_opportunity_case_opportunity_id"), "opportunity_case", ["opportunity_id"]
    )
    op.create_index(
        op.f("ix_opportunity_case_organisation_code"), "opportunity_case", ["organisation_code"]
    )
    op.create_table(
        "opportunity_consultation",
        sa.Column(
            "opportunity_consultation_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("with_whom", sa.Text(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("what_came_of_it", sa.Text(), nullable=False),
        sa.Column("document_ref", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_consultation_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_consultation_organisation_code"),
        ),
        sa.CheckConstraint("began_on <= ended_on", name=op.f("ck_opportunity_consultation_days")),
        sa.PrimaryKeyConstraint(
            "opportunity_consultation_id", name=op.f("pk_opportunity_consultation")
        ),
    )
    op.create_index(
        op.f("ix_opportunity_consultation_opportunity_id"),
        "opportunity_consultation",
        ["opportunity_id"],
    )
    op.create_index(
        op.f("ix_opportunity_consultation_organisation_code"),
        "opportunity_consultation",
        ["organisation_code"],
    )
    op.create_table(
        "opportunity_decision",
        sa.Column(
            "opportunity_decision_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("forum", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("minute_ref", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_decision_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_decision_organisation_code"),
        ),
        sa.CheckConstraint(
            "outcome IN ('agreed', 'refused', 'deferred')",
            name=op.f("ck_opportunity_decision_outcome"),
        ),
        sa.PrimaryKeyConstraint("opportunity_decision_id", name=op.f("pk_opportunity_decision")),
    )
    op.create_index(
        op.f("ix_opportunity_decision_opportunity_id"), "opportunity_decision", ["opportunity_id"]
    )
    op.create_index(
        op.f("ix_opportunity_decision_organisation_code"),
        "opportunity_decision",
        ["organisation_code"],
    )
    op.create_table(
        "opportunity_property",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_property_opportunity_id"),
        ),
        sa.CheckConstraint(
            "part IN ('guest', 'host', 'member')", name=op.f("ck_opportunity_property_part")
        ),
        sa.PrimaryKeyConstraint(
            "opportunity_id", "property_id", name=op.f("pk_opportunity_property")
        ),
    )
    op.create_index(
        op.f("ix_opportunity_property_property_id"), "opportunity_property", ["property_id"]
    )
    op.create_table(
        "opportunity_statement",
        sa.Column(
            "opportunity_statement_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("service_lead", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_statement_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_statement_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("opportunity_statement_id", name=op.f("pk_opportunity_statement")),
    )
    op.create_index(
        op.f("ix_opportunity_statement_opportunity_id"), "opportunity_statement", ["opportunity_id"]
    )
    op.create_index(
        op.f("ix_opportunity_statement_organisation_code"),
        "opportunity_statement",
        ["organisation_code"],
    )
    op.create_table(
        "rejected_pair",
        sa.Column(
            "rejected_pair_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("guest_occupation_id", sa.Uuid(), nullable=False),
        sa.Column("host_property_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.Column("rejected_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_rejected_pair_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_rejected_pair_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("rejected_pair_id", name=op.f("pk_rejected_pair")),
    )
    op.create_index(op.f("ix_rejected_pair_opportunity_id"), "rejected_pair", ["opportunity_id"])
    op.create_index(
        op.f("ix_rejected_pair_organisation_code"), "rejected_pair", ["organisation_code"]
    )
    op.create_table(
        "opportunity_share",
        sa.Column("opportunity_case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("saving_gbp_pa", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("one_off_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_case_id"],
            ["opportunity_case.opportunity_case_id"],
            name=op.f("fk_opportunity_share_opportunity_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_opportunity_share_organisation_code"),
        ),
        sa.CheckConstraint("one_off_gbp >= 0", name=op.f("ck_opportunity_share_one_off_gbp")),
        sa.PrimaryKeyConstraint(
            "opportunity_case_id", "organisation_code", name=op.f("pk_opportunity_share")
        ),
    )
    for name in _APPENDED:
        op.execute(
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for name, key in _NOTED.items():
        op.execute(
            f"CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {name} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            f"EXECUTE FUNCTION note_change('{key}')"
        )


def downgrade() -> None:
    """Take back, with all opportunities."""
    op.drop_table("rejected_pair")
    op.drop_table("opportunity_share")
    op.drop_table("opportunity_actual")
    op.drop_table("opportunity_agreement")
    op.drop_table("opportunity_barrier")
    op.drop_table("opportunity_body")
    op.drop_table("opportunity_case")
    op.drop_table("opportunity_consultation")
    op.drop_table("opportunity_decision")
    op.drop_table("opportunity_property")
    op.drop_table("opportunity_statement")
    op.drop_table("opportunity")
