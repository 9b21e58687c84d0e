"""The record: who did what and when, appended by the database itself, chained by hashes.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# One writer at a time forms the next link; the lock lasts until its transaction ends, which is
# why the triggers on the tables below wait for the end of theirs.
_LINK = """
    CREATE FUNCTION link_audit_record() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        last audit_record%ROWTYPE;
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit_record'));
        SELECT * INTO last FROM audit_record ORDER BY position DESC LIMIT 1;
        NEW.position := coalesce(last.position, 0) + 1;
        NEW.recorded_at := clock_timestamp();
        NEW.previous_hash := coalesce(last.hash, '\\x'::bytea);
        NEW.hash := sha256(NEW.previous_hash || convert_to(audit_record_text(NEW), 'UTF8'));
        RETURN NEW;
    END $$
"""
_TEXT = """
    CREATE FUNCTION audit_record_text(r audit_record) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT jsonb_build_array(
            r.position,
            to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
            r.actor, r.role, r.organisation_code, r.request_id, r.action, r.about, r.subject,
            r.subject_key, r.details
        )::text
    $$
"""
_REFUSE = """
    CREATE FUNCTION keep_audit_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the record is only ever appended to'
            USING ERRCODE = 'insufficient_privilege';
    END $$
"""
# Arguments: the key's column, then columns that stay out (secrets, shapes, whole files).
_NOTE = """
    CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV[1:] END;
        now_is jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV[1:] END;
        whole jsonb := coalesce(now_is, was);
        concerned text := coalesce(whole ->> 'organisation_code', whole ->> 'code');
        estate_object uuid := coalesce(whole ->> 'property_id', whole ->> 'kept_property_id');
    BEGIN
        IF TG_TABLE_NAME = 'county' THEN
            concerned := NULL;
        END IF;
        IF estate_object IS NOT NULL THEN
            SELECT organisation_code INTO concerned FROM property
             WHERE property_id = estate_object;
        END IF;
        IF TG_OP = 'UPDATE' THEN
            SELECT jsonb_object_agg(key, value) INTO now_is FROM jsonb_each(to_jsonb(NEW))
             WHERE value IS DISTINCT FROM to_jsonb(OLD) -> key AND key <> ALL (TG_ARGV[1:]);
            IF now_is IS NULL THEN
                RETURN NULL;
            END IF;
            SELECT jsonb_object_agg(key, was -> key) INTO was FROM jsonb_object_keys(now_is) AS key;
        END IF;
        INSERT INTO audit_record (actor, role, organisation_code, request_id, action, about,
                                  subject, subject_key, details)
        VALUES (
            coalesce(nullif(current_setting('estate.actor', true), ''), session_user::text),
            nullif(current_setting('estate.role', true), ''),
            nullif(current_setting('estate.organisation', true), ''),
            nullif(current_setting('estate.request', true), ''),
            CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
            concerned, TG_TABLE_NAME, whole ->> TG_ARGV[0],
            jsonb_strip_nulls(jsonb_build_object('was', was, 'is', now_is))
        );
        RETURN NULL;
    END $$
"""
#: Table, its key, columns that stay out of the record.
_NOTED = (
    ("county", "code"),
    ("organisation", "code"),
    ("organisation_alias", "alias_key"),
    ("area", "area_id", "geom", "geom_4326", "centre"),
    ("import_batch", "import_batch_id"),
    ("import_plan", "import_plan_id", "summary", "stored_file"),
    ("reference_match", "reference_match_id"),
    ("property_merge", "property_merge_id"),
    ("correction", "correction_id"),
    ("acceptance_level", "field"),
    ("assumption_set", "assumption_set_id"),
    ("api_token", "token_id", "token_sha256"),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_record",
        sa.Column(
            "position",
            sa.BigInteger(),
            autoincrement=False,
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.CheckConstraint(
            "action IN ('added', 'changed', 'removed', 'read', 'refused', 'signed_in', "
            "'signed_out')",
            name=op.f("ck_audit_record_action"),
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_record")),
    )
    op.create_index(op.f("ix_audit_record_about"), "audit_record", ["about", "position"])
    for function in (_TEXT, _LINK, _REFUSE, _NOTE):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER link BEFORE INSERT ON audit_record "
        "FOR EACH ROW EXECUTE FUNCTION link_audit_record()"
    )
    op.execute(
        "CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_record()"
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON audit_record FROM CURRENT_USER")
    for table, *arguments in _NOTED:
        _watch(table, "", arguments)
    # What an import rates is recorded by its batch and by the ratings themselves.
    _watch("rating", "WHEN (NEW.import_batch_id IS NULL)", ["rating_id"], "INSERT")
    op.drop_constraint(op.f("ck_api_token_role"), "api_token")
    op.create_check_constraint(
        op.f("ck_api_token_role"),
        "api_token",
        "role IN ('member', 'importer', 'editor', 'critic', 'administrator')",
    )


def _watch(
    table: str, when: str, arguments: list[str], events: str = "INSERT OR UPDATE OR DELETE"
) -> None:
    listed = ", ".join(f"'{argument}'" for argument in arguments)
    op.execute(
        f"CREATE CONSTRAINT TRIGGER note_change AFTER {events} ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when} "
        f"EXECUTE FUNCTION note_change({listed})"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM api_token WHERE role = 'critic'")
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.drop_constraint(op.f("ck_api_token_role"), "api_token")
    op.create_check_constraint(
        op.f("ck_api_token_role"),
        "api_token",
        "role IN ('member', 'importer', 'editor', 'administrator')",
    )
    for table, *_ in (*_NOTED, ("rating",)):
        op.execute(f"DROP TRIGGER note_change ON {table}")
    op.execute("DROP FUNCTION note_change()")
    op.execute("DROP FUNCTION audit_record_text(audit_record)")
    op.drop_table("audit_record")
    op.execute("DROP FUNCTION link_audit_record()")
    op.execute("DROP FUNCTION keep_audit_record()")
