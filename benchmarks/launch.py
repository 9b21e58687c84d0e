"""Run one command from a small process and say what it used.

Usage: python -I -S benchmarks/launch.py COMMAND…

The system counts the peak memory of whoever starts a program as the program's own. A benchmark
with geopandas loaded would therefore give every loader its own 300 MiB; this one is small. Of the
memory of a program and all that it has started (readers) together, ten looks a second tell.
"""

import os
import subprocess
import sys
import threading
import time

_LOOKS_EACH_S = 0.1
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


def main() -> int:
    """Print wall seconds, CPU seconds and peak KiB on the last line; the command's own code."""
    began = time.perf_counter()
    pid = subprocess.Popen(sys.argv[1:]).pid
    peak: list[int] = [0]
    threading.Thread(target=_look, args=(pid, peak), daemon=True).start()
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - began
    together = max(peak[0], usage.ru_maxrss)
    print(f"used {seconds} {usage.ru_utime + usage.ru_stime} {together}", flush=True)
    return os.waitstatus_to_exitcode(status)


def _look(pid: int, peak: list[int]) -> None:
    while True:
        peak[0] = max(peak[0], sum(map(_held_kib, _family(pid))))
        time.sleep(_LOOKS_EACH_S)


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as children:
                for child in children.read().split():
                    found += _family(int(child))
    except OSError:  # it has ended, or the system has no such folder
        pass
    return found


def _held_kib(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm") as told:
            return int(told.read().split()[1]) * _PAGE_KIB
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
