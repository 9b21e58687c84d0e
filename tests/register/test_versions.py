"""The register's version: given in the order of commits, so that no change goes unnoticed."""

from sqlalchemy import create_engine

from estate.register.queries.versions import current_version
from estate.register.writes.batches import next_version


def test_each_commit_moves_the_version_on_whatever_was_begun_first(scratch_database_url: str):
    engine = create_engine(scratch_database_url)
    seen = []

    def look() -> None:
        with engine.connect() as connection:
            seen.append(current_version(connection))

    look()
    with engine.connect() as first, first.begin():
        next_version(first, "begun first, ended last")
        with engine.begin() as second:  # waits for nobody
            next_version(second, "begun last, ended first")
        look()
    look()
    engine.dispose()
    assert seen[0] < seen[1] < seen[2]
