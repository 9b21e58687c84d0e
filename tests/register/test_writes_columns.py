"""New properties as columns: identities that ascend, parts that keep what hangs on each."""

import time
from uuid import RFC_4122

import numpy as np

from estate.register.actions import InterestColumns, NewProperties, TitleColumns
from estate.register.identities import as_identities, as_uuids, new_identities


def test_identities_ascend_begin_with_the_time_and_differ() -> None:
    before = time.time_ns() // 1_000_000
    made = new_identities(100_000)
    ids = as_uuids(made)
    assert ids == sorted(ids) and len(set(ids)) == 100_000
    assert {(one.version, one.variant) for one in ids[::997]} == {(7, RFC_4122)}
    assert before <= ids[-1].int >> 80 <= time.time_ns() // 1_000_000
    assert np.array_equal(as_identities(ids), made)
    assert not np.array_equal(new_identities(3)[:, 10:], new_identities(3)[:, 10:])


def columns(count: int) -> NewProperties:
    of = np.repeat(np.arange(count), np.arange(count) % 3)
    names = [f"holder {n}" for n in range(len(of))]
    return NewProperties(
        ids=new_identities(count),
        row_numbers=np.arange(1, count + 1),
        references=[f"A{n}" for n in range(count)],
        facts={"name": [f"Name {n}" for n in range(count)]},
        outlines=np.full(count, None, dtype=object),
        points=np.full((count, 2), np.nan),
        interests=InterestColumns(of, [None] * len(of), names, ["owner"] * len(of),
                                  [None] * len(of)),
        titles=TitleColumns(of, names),
    )  # fmt: skip


def test_parts_together_are_the_whole() -> None:
    whole = columns(10)
    parts = list(whole.parts(4))
    assert [len(part) for part in parts] == [4, 4, 2]
    for number, part in enumerate(parts):
        owners = [whole.references[n + 4 * number] for n in part.interests.of]
        assert owners == [part.references[n] for n in part.interests.of]
    assert [h for part in parts for h in part.interests.holder_name] == list(
        whole.interests.holder_name
    )
    assert [n for part in parts for n in part.titles.title_number] == list(
        whole.titles.title_number
    )
