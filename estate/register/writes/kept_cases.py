"""Keeping a business case, and putting a name to one; both only ever added."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert

from estate.db import tables as t


def keep(connection: Connection, row: Mapping[str, Any]) -> UUID:
    """Append a sealed case (columns of ``kept_case``). The register's version stays: no answer
    but the list of kept cases rests on them."""
    kept_case_id = uuid4()
    connection.execute(insert(t.kept_case).values(kept_case_id=kept_case_id, **row))
    return kept_case_id


def sign_off(
    connection: Connection,
    kept_case_id: UUID,
    sha256: str,
    *,
    person: str,
    post: str,
    organisation: str,
) -> None:
    """Append a person's name and post, for a body, under the hash they had before them."""
    connection.execute(
        insert(t.case_sign_off).values(
            kept_case_id=kept_case_id,
            sha256=sha256,
            person=person,
            post=post,
            organisation_code=organisation,
        )
    )
