"""What a person read before agreeing to a plan is what is committed, or it is asked again."""

import pytest

from estate.intake.uploads.stored_plans import _fingerprint


@pytest.mark.parametrize("told", ["counts", "changes", "issues", "publication"])
def test_a_plan_is_another_when_anything_differs_that_was_read_before_agreeing(told: str) -> None:
    plan = {"counts": {"new": 1}, "changes": [], "issues": [], "publication": {}, "made_at": "x"}
    other = plan | {told: [{"row_number": 2, "message": "same UPRN, 34 km apart"}]}
    assert _fingerprint(plan) != _fingerprint(other)
    assert _fingerprint(plan) == _fingerprint(plan | {"made_at": "later"})
