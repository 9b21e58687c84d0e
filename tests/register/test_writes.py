"""Tokens, organisations and ratings: the writes that are not imports."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from estate.codes import OrganisationKind, Rating, RatingBasis, RatingScheme, Role
from estate.db import tables as t
from estate.errors import AreaRefused, BadQuestion, NotFound
from estate.register.queries import tokens
from estate.register.queries.versions import current_version
from estate.register.writes.area import add_organisation
from estate.register.writes.ratings import append_rating
from estate.register.writes.tokens import create_token, revoke_token
from tests.intake.county import bring, row, start, write_csv

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=90)


def test_a_token_is_kept_only_as_its_hash(connection: Connection) -> None:
    start(connection)
    token = create_token(connection, role=Role.IMPORTER, organisation_code="T-CC", expires_at=LATER)
    stored = connection.execute(select(t.api_token)).mappings().one()
    assert token not in map(str, stored.values())
    assert stored["token_sha256"] == hashlib.sha256(token.encode()).hexdigest()
    assert token.startswith(stored["prefix"]) and len(token) >= 43
    found = tokens.by_hash(connection, stored["token_sha256"], NOW)
    assert found is not None and found["organisation_code"] == "T-CC"
    revoke_token(connection, stored["token_id"])
    assert tokens.by_hash(connection, stored["token_sha256"], NOW) is None
    with pytest.raises(NotFound):
        revoke_token(connection, stored["token_id"])


def test_tokens_of_writers_belong_to_an_organisation(connection: Connection) -> None:
    start(connection)
    with pytest.raises(BadQuestion):
        create_token(connection, role=Role.EDITOR, expires_at=LATER)
    with pytest.raises(NotFound):
        create_token(connection, role=Role.MEMBER, organisation_code="T-XX", expires_at=LATER)
    create_token(connection, role=Role.ADMINISTRATOR, expires_at=LATER)


def test_organisations_are_added_once(connection: Connection) -> None:
    start(connection)
    version = current_version(connection)
    add = {"name": "Vale College", "kind": OrganisationKind.COLLEGE, "aliases": ["VC"]}
    add_organisation(connection, code="T-VC", **add)
    assert current_version(connection) == version + 1
    with pytest.raises(AreaRefused, match="in use already"):
        add_organisation(connection, code="T-VC", **add)
    with pytest.raises(AreaRefused, match="in use already"):
        add_organisation(
            connection, code="T-OT", name="Other", kind=OrganisationKind.OTHER, aliases=["v.c."]
        )
    with pytest.raises(AreaRefused, match="not a possible organisation code"):
        add_organisation(connection, code="t vc", name="x", kind=OrganisationKind.OTHER)


def test_ratings_are_appended_and_supersede(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("A1")]))
    property_id = connection.execute(select(t.property_.c.property_id)).scalar_one()
    common = {"property_id": property_id, "scheme": RatingScheme.AVAILABILITY,
              "basis": RatingBasis.HUMAN, "organisation_code": "T-CC",
              "assessed_on": date(2026, 4, 1)}  # fmt: skip
    first = append_rating(connection, rating=Rating.AMBER, **common)
    second = append_rating(connection, rating=None, **common)
    before = select(t.rating.c.supersedes).where(t.rating.c.rating_id == second)
    assert connection.execute(before).scalar_one() == first
    with pytest.raises(BadQuestion, match="reference of the decision"):
        append_rating(connection, rating=Rating.GREEN, **common)
    with pytest.raises(NotFound):
        append_rating(connection, rating=Rating.RED, **common | {"property_id": uuid4()})
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(t.rating.update().values(rating="red"))
