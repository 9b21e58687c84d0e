"""Run one command from a small process and say what it used.

Usage: python -I -S benchmarks/launch.py COMMAND…

The system counts the peak memory of whoever starts a program as the program's own. A benchmark
with geopandas loaded would therefore give every loader its own 300 MiB; this one is small.
"""

import os
import subprocess
import sys
import time


def main() -> int:
    """Print wall seconds, CPU seconds and peak KiB on the last line; the command's own code."""
    began = time.perf_counter()
    _, status, usage = os.wait4(subprocess.Popen(sys.argv[1:]).pid, 0)
    seconds = time.perf_counter() - began
    print(f"used {seconds} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}", flush=True)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
