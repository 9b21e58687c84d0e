"""The command ``estate`` as it is started: what a person would wait for begins at once.

Loading the service takes a second, and so does the process that reads a file; who imports one
waits for both at the same time.
"""

import gc
import io
import sys

_READS_A_FILE = "import"


def accept_any_sign(stream: object) -> None:
    """Let no sign end a command: names have accents, areas a raised two, and not every machine's
    language has them. A screen shows ``?`` instead; what goes into a file or pipe is UTF-8."""
    if isinstance(stream, io.TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")


def main() -> None:
    """Start a reader if a file is to be read, then everything else."""
    for stream in (sys.stdout, sys.stderr):
        accept_any_sign(stream)
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
