"""The register's version: given in the order of commits, so that no change goes unnoticed."""

import threading

from sqlalchemy import create_engine

from estate.register.queries.versions import current_version
from estate.register.writes_batches import bump_version


def test_a_later_writer_waits_for_an_earlier_one_to_commit(scratch_database_url: str):
    engine = create_engine(scratch_database_url)
    order: list[str] = []

    def second() -> None:
        with engine.begin() as connection:
            bump_version(connection, "second")
            order.append("second has its number")

    with engine.connect() as first, first.begin():
        earlier = bump_version(first, "first")
        writer = threading.Thread(target=second)
        writer.start()
        writer.join(0.5)
        assert writer.is_alive()
        order.append("first commits")
    writer.join(30)
    assert order == ["first commits", "second has its number"]
    with engine.connect() as connection:
        assert current_version(connection) == earlier + 1
    engine.dispose()
