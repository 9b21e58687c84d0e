"""One import beside which bare loaders are measured, in a process that imports nothing else.

Usage: python -m benchmarks.ours URL FILE

As ``estate import`` does it: the reader is started before everything else is loaded.
"""

import sys

from estate.intake.readers import pool

pool.warm()

import gc  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

gc.disable()
from estate import intake  # noqa: E402
from estate.codes import RecordKind  # noqa: E402
from estate.db.engine import make_engine  # noqa: E402

gc.enable()


def main(url: str, path: Path) -> None:
    """Plan and commit."""
    engine = make_engine(url)
    with engine.begin() as connection:
        began = time.perf_counter()
        context = intake.context_of(connection, organisation="B-CC", kind=RecordKind.PROPERTY)
        found = intake.read_file(path, context)
        pool.close_after(found.record_count)
        plan = intake.plan_of(connection, found)
        planned = time.perf_counter()
        result = intake.commit(connection, plan, by="benchmark")
    ended = time.perf_counter()
    counts = ", ".join(f"{count} {name}" for name, count in result.counts.items() if count)
    print(f"    plan {planned - began:.2f} s, commit {ended - planned:.2f} s: {counts}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
    gc.freeze()
