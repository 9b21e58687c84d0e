"""The command ``estate`` as it is started: what a person would wait for begins at once.

Loading the service takes a second, and so does the process that reads a file; who imports one
waits for both at the same time.
"""

import gc
import sys

_READS_A_FILE = "import"


def main() -> None:
    """Start a reader if a file is to be read, then everything else."""
    if sys.argv[1:2] == [_READS_A_FILE]:
        from estate.intake.readers import pool

        pool.warm()
    gc.disable()  # loading makes no cycles worth a search; a tenth of the time
    from estate.cli import main as run

    gc.enable()
    try:
        run()
    finally:
        gc.freeze()  # nor does what is left want one; the process ends
