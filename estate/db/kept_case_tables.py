"""Tables of business cases that are kept; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from estate.db.columns import key, metadata, moment, reference

#: A business case, of one move or of a town's plan (``town``), as it was kept, sealed with its
#: hash. Append-only (a trigger). It outlives the properties that it hangs on (``property_ids``):
#: whether a reader may still open it is asked of the register as it stands.
kept_case = Table(
    "kept_case",
    metadata,
    key("kept_case_id"),
    Column("guest_occupation_id", Uuid),
    Column("guest_property_id", Uuid),
    Column("host_property_id", Uuid),
    Column("town", Text),
    Column("version", Integer, nullable=False),
    Column("label", Text, CheckConstraint("label <> ''", name="label"), nullable=False),
    Column("kept_on", Date, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("register_version", BigInteger, nullable=False),
    Column("product_version", Text, nullable=False),
    Column("property_ids", ARRAY(Uuid), nullable=False),
    Column("sealed_text", Text, nullable=False),
    Column(
        "sha256", Text, CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"), nullable=False
    ),
    moment("kept_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    UniqueConstraint("guest_occupation_id", "host_property_id", "version"),
    UniqueConstraint("town", "version"),
    CheckConstraint(
        "CASE WHEN town IS NULL THEN num_nonnulls(guest_occupation_id, guest_property_id, "
        "host_property_id) = 3 ELSE num_nulls(guest_occupation_id, guest_property_id, "
        "host_property_id) = 3 END",
        name="about",
    ),
)

#: Who put their name to a kept case, for which body and in which post; ``sha256`` is that of the
#: record they had before them. Append-only (a trigger).
case_sign_off = Table(
    "case_sign_off",
    metadata,
    key("case_sign_off_id"),
    reference("kept_case_id", "kept_case.kept_case_id"),
    Column("sha256", Text, nullable=False),
    Column("person", Text, CheckConstraint("person <> ''", name="person"), nullable=False),
    Column("post", Text, CheckConstraint("post <> ''", name="post"), nullable=False),
    reference("organisation_code", "organisation.code"),
    moment("signed_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)
