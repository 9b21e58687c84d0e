"""Time the commands that a person waits for, on the sample county, in one run.

Usage: python -m benchmarks              (``make bench``; a data folder of its own under /tmp)
       python -m benchmarks access [FOLDER]  minutes on streets beside OSRM (benchmarks/access.py)
       python -m benchmarks answers FOLDER [OTHER]  all answers, and what differs (``make answers``)
       python -m benchmarks candidates [N…]  beside PostGIS and geopandas (benchmarks/candidates.py)
       python -m benchmarks club [ROUNDS] board and pack of a full programme (benchmarks/club.py)
       python -m benchmarks connectivity DATA OUTLINES  access beside the Department's score
       python -m benchmarks feed [SECONDS]  feed and lists beside tipg (benchmarks/feed.py)
       python -m benchmarks layers [ROUNDS]  the feed with layers off (benchmarks/layers.py)
       python -m benchmarks intake [N…]  the intake beside bare loaders (benchmarks/intake.py)
       python -m benchmarks lines [COMMIT]  lines of the product by room (benchmarks/lines.py)
       python -m benchmarks map [N…]     the map page beside the usual map (benchmarks/map.py)
       python -m benchmarks minutes      lists and a plan by lines and by street (minutes.py)
       python -m benchmarks paper [ROUNDS]  one-file map and /print (benchmarks/paper.py)
       python -m benchmarks plans [PART…] town plans beside CP-SAT and spopt (benchmarks/plans.py)
       python -m benchmarks room         many at once, beside a steady load (benchmarks/room.py)
       python -m benchmarks walk         modules, calls and SQL of an operation (``make walk``)
"""

import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from statistics import median

# Command, how often it is measured; the first run of `demo` makes and fills the database.
COMMANDS: list[tuple[str, list[str], int]] = [
    ("demo, from nothing", ["demo", "--no-serve"], 1),
    ("demo, again", ["demo", "--no-serve"], 3),
    ("candidates, all of them", ["candidates", "--json"], 3),
    ("savings", ["savings", "--json"], 3),
    ("organisations", ["organisations", "list", "--json"], 3),
]


def seconds(arguments: list[str], environment: dict[str, str]) -> float:
    """How long one command takes, start of Python included; it must succeed."""
    began = time.perf_counter()
    estate = Path(sys.executable).with_name("estate")
    answer = subprocess.run(
        [str(estate), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        raise SystemExit(f"estate {' '.join(arguments)} failed:\n{answer.stderr[-2000:]}")
    return time.perf_counter() - began


def main() -> None:
    """Run every command and print the median and the spread."""
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # the database's user must be able to enter
        environment = {**os.environ, "ESTATE_DATA_DIR": folder}
        environment.pop("ESTATE_DATABASE_URL", None)
        print(f"{'command':28} {'median s':>9} {'min':>7} {'max':>7}   runs")
        try:
            for name, arguments, runs in COMMANDS:
                times = [seconds(arguments, environment) for _ in range(runs)]
                spread = f"{min(times):7.2f} {max(times):7.2f}"
                print(f"{name:28} {median(times):9.2f} {spread}   {runs}", flush=True)
        finally:
            seconds(["db", "stop"], environment)


def _sizes(named: list[str]) -> list[int]:
    return [int(size) for size in named]


def chosen(name: str, given: list[str]) -> int | None:
    """One of the others. Loaded when asked for: ``answers`` has to come before the product."""
    part = import_module(f"benchmarks.{name}")
    if name in ("access", "answers", "lines", "minutes", "plans", "walk"):
        return int(part.main(given))
    if name in ("candidates", "intake"):
        part.main(_sizes(given))
    elif name == "feed":
        part.main(*map(float, given[:1]))
    elif name in ("club", "layers", "paper"):
        part.main(*map(int, given[:1]))
    elif name == "connectivity":
        part.main(*map(Path, given))
    elif name == "map":
        part.main(_sizes(given) or [1324, 20_000])
    else:
        part.main()
    return None


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in (
        "access", "answers", "candidates", "club", "connectivity", "feed", "intake", "layers",
        "lines", "map", "minutes", "paper", "plans", "room", "walk",
    ):  # fmt: skip
        sys.exit(chosen(sys.argv[1], sys.argv[2:]))
    main()
