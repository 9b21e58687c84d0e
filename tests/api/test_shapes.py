"""The shapes that the OpenAPI names, held against the whole sample county's answers.

Every member that an answer holds is described, and every member described is held by some
answer: a shape that nobody meets would be a promise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter
from starlette.testclient import TestClient

from api.properties.schemas import Properties
from estate.answers.candidates.candidate import Candidates, KeptOut, OtherHost, PairPlace
from estate.answers.candidates.sharing import SharingMatrix, SimilarUsers
from estate.answers.county.cost_range import CostRange
from estate.answers.county.figures import Stats
from estate.answers.county.portfolio_answer import Beside, Portfolio
from estate.answers.county.top_down import TopDown
from estate.answers.organisations.organisation import Organisations
from estate.answers.organisations.quality import QualityReport
from estate.answers.properties.property import PropertyDetail
from estate.answers.travelling import Travelling

#: No property of the sample county that is asked for here has one.
NOT_IN_THE_SAMPLE = {"Break.conditions", "EffectiveRating.note"}


def parts(found: object) -> Iterator[object]:
    """An answer and all that it is made of."""
    if isinstance(found, BaseModel) or is_dataclass(found):
        yield found
        for name in names_of(type(found)):
            yield from parts(getattr(found, name))
    elif isinstance(found, list):
        for one in found:
            yield from parts(one)


def names_of(shape: Any) -> Iterable[str]:
    """The members that a shape describes: typed answers are dataclasses, others models."""
    return [one.name for one in fields(shape)] if is_dataclass(shape) else shape.model_fields


def members(shape: Any, seen: set[Any]) -> Iterator[str]:
    """``Shape.member`` of a shape and of all shapes within it."""
    if shape in seen:
        return
    seen.add(shape)
    hints = get_type_hints(shape)
    for name in names_of(shape):
        yield f"{shape.__name__}.{name}"
        for inner in _shapes_in(hints[name]):
            yield from members(inner, seen)


def _shapes_in(annotation: object) -> Iterator[Any]:
    if isinstance(annotation, type) and (
        issubclass(annotation, BaseModel) or is_dataclass(annotation)
    ):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _shapes_in(inner)


def held(shape: Any, bodies: list[bytes]) -> set[str]:
    """Members that some answer holds; ValidationError names one that is not described."""
    answers = [TypeAdapter(shape).validate_json(body) for body in bodies]
    return {
        f"{type(part).__name__}.{name}"
        for answer in answers
        for part in parts(answer)
        for name in getattr(part, "model_fields_set", vars(part))
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
        (Stats, "/api/v1/stats"),
        (CostRange, "/api/v1/savings/cost-range"),
        (QualityReport, "/api/v1/organisations/SYN-CC/quality"),
        (Organisations, "/api/v1/organisations"),
        (SharingMatrix, "/api/v1/sharing/matrix"),
        (SimilarUsers, "/api/v1/sharing/similar-users"),
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
    may_miss |= set(members(KeptOut, set()))  # nothing is rejected (tests/club/test_rejections)
    may_miss |= set(members(PairPlace, set()))
    # No network is in use here (tests/travel/test_pairs_by_network).
    may_miss |= set(members(Travelling, set())) | {"Candidates.travel"}
    if "town" in path:  # the top-down range is of the whole county
        may_miss |= set(members(Beside, set())) | {"Move.exit_date"}
    assert missing - may_miss == set()


def test_everything_of_a_property_is_as_described(readers):
    """As many of each reader's as it takes to meet every member, and some at any rate."""
    described, found = set(members(PropertyDetail, set())), set()
    for client, who in reversed(readers):
        listed = client.get("/api/v1/properties?limit=10000", headers=who).json()["features"]
        for number, one in enumerate(listed[::13]):
            if number >= 20 and described - found == NOT_IN_THE_SAMPLE:
                break
            answer = client.get(f"/api/v1/properties/{one['id']}", headers=who).raise_for_status()
            found |= held(PropertyDetail, [answer.content])
        assert number >= 20
    assert described - found == NOT_IN_THE_SAMPLE


def test_candidates_of_a_property_say_which_side_it_is(readers):
    client, who = readers[2]
    first = client.get("/api/v1/candidates?limit=1", headers=who).json()["candidates"][0]
    for side in ("guest", "host"):
        path = f"/api/v1/properties/{first[side]['property_id']}/candidates?limit=50"
        answer = TypeAdapter(Candidates).validate_json(client.get(path, headers=who).content)
        roles = {one.role for one in answer.candidates if one.id == first["id"]}
        assert roles == {side}
