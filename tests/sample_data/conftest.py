"""The files of the sample county, written once for the tests of them."""

from dataclasses import dataclass, field

import pytest

from sample_data import SampleSummary, write_sample


@dataclass
class Written:
    """What was written, and how far it was said to be on the way: steps done, of how many."""

    summary: SampleSummary
    progress: list[tuple[int, int]] = field(default_factory=list)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    told: list[tuple[int, int]] = []
    made = write_sample(
        tmp_path_factory.mktemp("sample"),
        progress=lambda _, done, total: told.append((done, total)),
    )
    return Written(made, told)


@pytest.fixture(scope="session")
def summary(written: Written) -> SampleSummary:
    return written.summary
