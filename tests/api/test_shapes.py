"""The shapes that the OpenAPI names, held against the whole sample county's answers.

Every member that an answer holds is described, and every member described is held by some
answer: a shape that nobody meets would be a promise.
"""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from api.candidates.schemas import Candidates, OtherHost
from api.properties.schemas import Properties, PropertyDetail
from api.savings.schemas import Beside, Portfolio, TopDown

#: No property of the sample county that is asked for here has one.
NOT_IN_THE_SAMPLE = {"Break.conditions", "Rating.note"}


def parts(found: object) -> Iterator[BaseModel]:
    """An answer and all that it is made of."""
    if isinstance(found, BaseModel):
        yield found
        for name in type(found).model_fields:
            yield from parts(getattr(found, name))
    elif isinstance(found, list):
        for one in found:
            yield from parts(one)


def members(shape: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """``Shape.member`` of a shape and of all shapes within it."""
    if shape in seen:
        return
    seen.add(shape)
    for name, field in shape.model_fields.items():
        yield f"{shape.__name__}.{name}"
        for inner in _shapes_in(field.annotation):
            yield from members(inner, seen)


def _shapes_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _shapes_in(inner)


def held(shape: type[BaseModel], bodies: list[bytes]) -> set[str]:
    """Members that some answer holds; ValidationError names one that is not described."""
    answers = [shape.model_validate_json(body) for body in bodies]
    return {
        f"{type(part).__name__}.{name}"
        for answer in answers
        for part in parts(answer)
        for name in part.model_fields_set
    }


@pytest.fixture(scope="module")
def readers(
    club: TestClient, public: TestClient, county_token: dict[str, str]
) -> list[tuple[TestClient, dict[str, str]]]:
    """Through whose eyes: anybody's, the club's, the county council's."""
    return [(public, {}), (club, {}), (club, county_token)]


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        (TopDown, "/api/v1/savings/top-down"),
        (Portfolio, "/api/v1/savings/portfolio"),
        (Portfolio, "/api/v1/savings/portfolio?town=Worcester"),
        (Candidates, "/api/v1/candidates?limit=2000"),
        (Properties, "/api/v1/properties?limit=700"),
    ],
)
def test_answers_are_as_described(readers, shape, path):
    paths = [path, path.replace("limit=2000", "limit=50&moves=part")]  # parts are listed apart
    answers = [
        client.get(one, headers=who) for client, who in readers for one in dict.fromkeys(paths)
    ]
    bodies = [answer.content for answer in answers if answer.status_code == 200]
    assert len(bodies) >= 2
    missing = set(members(shape, set())) - held(shape, bodies)
    # The one is known where one property is asked about, the other to a party to all moves.
    # … the third where each guest is asked for once (``test_candidates``).
    may_miss = {"Candidate.role", "Emptied.from_date", "Candidate.other_hosts"}
    may_miss |= set(members(OtherHost, set()))
    if "town" in path:  # the top-down range is of the whole county
        may_miss |= set(members(Beside, set())) | {"Move.exit_date"}
    assert missing - may_miss == set()


def test_everything_of_a_property_is_as_described(readers):
    found: set[str] = set()
    for client, who in readers:
        listed = client.get("/api/v1/properties?limit=10000", headers=who).json()["features"]
        paths = [f"/api/v1/properties/{one['id']}" for one in listed[::13]]
        answers = [client.get(path, headers=who).raise_for_status() for path in paths]
        assert len(answers) > 20
        found |= held(PropertyDetail, [answer.content for answer in answers])
    assert set(members(PropertyDetail, set())) - found == NOT_IN_THE_SAMPLE


def test_candidates_of_a_property_say_which_side_it_is(readers):
    client, who = readers[2]
    first = client.get("/api/v1/candidates?limit=1", headers=who).json()["candidates"][0]
    for side in ("guest", "host"):
        path = f"/api/v1/properties/{first[side]['property_id']}/candidates?limit=50"
        answer = Candidates.model_validate_json(client.get(path, headers=who).content)
        roles = {one.role for one in answer.candidates if one.id == first["id"]}
        assert roles == {side}
