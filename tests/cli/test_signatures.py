"""``estate organisations sign`` and ``withdraw``: when, by whom and for what."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from estate.db import tables as t
from tests.cli.test_commands import Run, county, run

__all__ = ["county", "run"]  # fixtures


def signature(run: Run) -> dict[str, Any]:
    _, listed, _ = run("organisations", "list", "--json")
    (row,) = [one for one in json.loads(listed) if one["code"] == "T-DC"]
    return {name: row[name] for name in ("signed_on", "signatory", "signed_for")}


@pytest.fixture
def two(county: Run) -> Run:
    code, _, said = county("organisations", "add", "T-DC", "Easton District", "--kind", "district")
    assert code == 0, said
    return county


def test_a_signature_has_a_day_a_signatory_and_a_scope(two: Run, scratch_database_url: str):
    assert signature(two) == {"signed_on": None, "signatory": None, "signed_for": None}
    code, _, said = two(
        "organisations", "sign", "T-DC", "--signatory", "A. Person, Chief Executive",
        "--for", "properties, occupations and costs", "--on", "2026-03-31",
    )  # fmt: skip
    assert code == 0, said
    assert "2026-03-31" in said
    assert "properties, occupations and costs" in said
    assert signature(two) == {
        "signed_on": "2026-03-31", "signatory": "A. Person, Chief Executive",
        "signed_for": "properties, occupations and costs",
    }  # fmt: skip
    _, listed, _ = two("organisations", "list")
    assert "properties, occupations and costs" in " ".join(listed.split())
    code, _, said = two("organisations", "withdraw", "T-DC")
    assert code == 0, said
    assert signature(two)["signed_on"] is None
    engine = create_engine(scratch_database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        kept = connection.execute(
            select(t.audit_record.c.details)
            .where(t.audit_record.c.subject_key.contains("T-DC"))
            .order_by(t.audit_record.c.position.desc())
        ).scalars()
        assert "A. Person, Chief Executive" in str(next(iter(kept))["was"])
    engine.dispose()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["T-ZZ", "--signatory", "A", "--for", "all"], "no organisation with the code"),
        (["T-DC", "--signatory", " ", "--for", "all"], "who signed"),
        (["T-DC", "--signatory", "A", "--for", "x" * 501], "what was signed for"),
        (["T-DC", "--signatory", "A", "--for", "all", "--on", "2999-01-01"], "future"),
    ],
)
def test_half_a_signature_is_refused(two: Run, words: list[str], told: str, tmp_path: Path):
    code, _, said = two("organisations", "sign", *words)
    assert code == 1
    assert told in " ".join(said.split())
    assert signature(two)["signed_on"] is None
