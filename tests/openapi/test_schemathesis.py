"""The whole OpenAPI under schemathesis, in every role, against a real server.

No 5xx, no status or media type that is not described, answers and headers true to their
schemas, contradictions to a schema refused, tokens demanded where they are said to be, and 405
with ``Allow`` for every other method. The short form asks a small county that holds a row of
every kind, as who may most; the long ones as others too, and the sample county in every role.
"""

from pathlib import Path

import pytest

from tests.openapi.served import ROLES, Served

_LEAST_AND_MOST = ("public", "administrator")


@pytest.mark.parametrize(
    "who",
    [
        "administrator",
        *(pytest.param(who, marks=pytest.mark.long) for who in ("public", "estates editor")),
    ],
)
def test_every_operation(small: Served, who: str, tmp_path: Path):
    small.schemathesis(
        who, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "1",
        "--generation-deterministic",
    )  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("who", ROLES)
def test_the_sample_county_in_every_role(sample: Served, who: str, tmp_path: Path):
    # Each value at each of its bounds is asked by who may least and who may most: in every role it
    # would take hours, and a proof that nobody waits for proves nothing.
    some = ("--phases", "examples,fuzzing", "--max-examples", "2")
    if who in _LEAST_AND_MOST:
        some = ("--phases", "examples,coverage,fuzzing", "--max-examples", "5")
    sample.schemathesis(who, tmp_path, *some, "--continue-on-failure")


@pytest.mark.long
@pytest.mark.parametrize("who", ROLES)
def test_things_that_nobody_knows_in_every_role(small: Served, who: str, tmp_path: Path):
    some = ("--phases", "fuzzing", "--max-examples", "5", "--continue-on-failure")
    small.schemathesis(who, tmp_path, *some, known=False)
