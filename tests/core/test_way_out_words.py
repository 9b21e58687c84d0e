"""When a tenant can leave is told alike wherever it stands."""

import pytest

from api.leases.work_list import way_out_words
from estate.answers.answer import Coded


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("expired", "Expired; can leave from Apr–Jun 2027"),
        ("holding_over", "Held over; can leave from Apr–Jun 2027"),
        ("tenant_break", "Tenant break, Apr–Jun 2027"),
        ("expiry", "Expiry, Apr–Jun 2027"),
    ],
)
def test_a_lease_past_its_end_has_no_day_of_its_own(kind: str, words: str) -> None:
    assert way_out_words(Coded.of(kind), "Apr–Jun 2027") == words
