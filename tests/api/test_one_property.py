"""One property's candidates: picked from the kept ranking, the same as when asked alone."""

import pandas as pd
import pytest

from estate.answers import estate_wide
from estate.colocation import CandidateFilter
from estate.errors import BadQuestion
from tests.asking import question
from tests.statements import again, counted


def alone_of(asked, name):
    return estate_wide.candidates(asked, CandidateFilter(property_id=name)).found


def test_picked_from_the_ranking_or_found_alone_they_are_the_same(sample_engine):
    with sample_engine.connect() as connection:
        asked = question(connection)
        whole = estate_wide.candidates(question(connection)).found
        ids = [*whole["guest_property_id"].unique()[:8], *whole["host_property_id"].unique()[:8]]
        alone = {name: alone_of(asked, name) for name in ids}
        estate_wide.candidates(asked)  # now the ranking is kept
        for name, expected in alone.items():
            found = alone_of(asked, name)
            pd.testing.assert_frame_equal(found, expected, check_dtype=False)
        with pytest.raises(BadQuestion, match="no property “none”"):
            alone_of(asked, "none")
    assert all(len(found) for found in alone.values())


def test_a_page_asks_nothing_twice(club):
    guest = club.get("/api/v1/candidates?limit=1").json()["candidates"][0]["guest"]["property_id"]
    page = f"/properties/{guest}"
    club.get(page)  # now the estate's facts are kept
    with counted() as sent:
        club.get(page).raise_for_status()
    # Its notes, documents, offers and requests are asked for where there is any.
    assert len(sent) <= 12, sent
    assert not again(sent)
