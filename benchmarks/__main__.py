"""Time the commands that a person waits for, on the sample county, in one run.

Usage: python -m benchmarks              (``make bench``; a data folder of its own under /tmp)
       python -m benchmarks candidates [N…]  beside PostGIS and geopandas (benchmarks/candidates.py)
       python -m benchmarks feed [SECONDS]  feed and lists beside tipg (benchmarks/feed.py)
       python -m benchmarks intake [N…]  the intake beside bare loaders (benchmarks/intake.py)
       python -m benchmarks map [N…]     the map page beside the usual map (benchmarks/map.py)
       python -m benchmarks room         many at once, beside a steady load (benchmarks/room.py)
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import candidates, feed, intake, room
from benchmarks import map as map_page

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


if __name__ == "__main__":
    if sys.argv[1:2] == ["candidates"]:
        candidates.main([int(size) for size in sys.argv[2:]])
    elif sys.argv[1:2] == ["feed"]:
        feed.main(*map(float, sys.argv[2:3]))
    elif sys.argv[1:2] == ["intake"]:
        intake.main([int(size) for size in sys.argv[2:]])
    elif sys.argv[1:2] == ["map"]:
        map_page.main([int(size) for size in sys.argv[2:]] or [1324, 20_000])
    elif sys.argv[1:2] == ["room"]:
        room.main()
    else:
        main()
