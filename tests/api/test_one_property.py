"""One property's candidates: picked from the kept ranking, the same as when asked alone."""

import pandas as pd
import pytest

from estate.answers.core import Answers
from estate.colocation import CandidateFilter
from estate.errors import BadQuestion
from estate.register.visibility import CLUB
from tests.api.conftest import TODAY


def alone_of(answers, connection, name):
    question = CandidateFilter(property_id=name)
    return answers.candidates(connection, CLUB, TODAY, question=question).found


def test_picked_from_the_ranking_or_found_alone_they_are_the_same(sample_engine):
    answers = Answers()
    with sample_engine.connect() as connection:
        whole = Answers().candidates(connection, CLUB, TODAY).found
        ids = [*whole["guest_property_id"].unique()[:8], *whole["host_property_id"].unique()[:8]]
        alone = {name: alone_of(answers, connection, name) for name in ids}
        answers.candidates(connection, CLUB, TODAY)  # now the ranking is kept
        for name, expected in alone.items():
            found = alone_of(answers, connection, name)
            pd.testing.assert_frame_equal(found, expected, check_dtype=False)
        with pytest.raises(BadQuestion, match="no property “none”"):
            alone_of(answers, connection, "none")
    assert all(len(found) for found in alone.values())
