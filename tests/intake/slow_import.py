"""An import in a process of its own that stops at a given moment and waits to be killed.

``python -m tests.intake.slow_import URL FILE MOMENT``: MOMENT is ``checking``, or the name of
the table whose first INSERT has just been sent.
"""

import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event

from estate import intake
from estate.codes import RecordKind
from estate.db.engine import make_engine


def wait() -> None:
    print("waiting", flush=True)
    time.sleep(120)


def main(url: str, path: str, moment: str) -> None:
    engine = make_engine(url)

    @event.listens_for(engine, "after_cursor_execute")
    def stop(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().startswith(f"INSERT INTO {moment} "):
            wait()

    def progress(what: str, done: int, total: int) -> None:
        if moment == "checking" and what != "Opening the file":
            wait()

    with engine.begin() as connection:
        plan = intake.prepare(
            connection, Path(path), organisation="T-CC", kind=RecordKind.PROPERTY,
            progress=progress,
        )  # fmt: skip
        intake.commit(connection, plan, by="killed")
    print("finished", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
