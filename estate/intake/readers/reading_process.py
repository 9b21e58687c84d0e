"""The reader itself: asked through its standard input, it answers through its standard output.

Started by ``pool`` and by nobody else, as
``python -P -m estate.intake.readers.reading_process``. What goes wrong at its start is printed to
the error output; once it reads files, nothing is.

It is started before whoever asks knows what to ask, and loads meanwhile what takes long. GDAL
comes last: the first message says what it shall be without.
"""

import os
import sys
from importlib import import_module

from estate.intake.readers import limits, pipes
from estate.late_imports import one_at_a_time

#: Half a second's worth of libraries that need no telling; what is not here is loaded later.
_SLOW = ("pandas", "shapely", "pyproj", "estate.geometry")


def main() -> None:
    """Set the limits that the first message names, then answer until nobody asks any more."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits.end_with(os.getppid())
    for module in _SLOW:
        import_module(module)
    first = pipes.receive(asked)
    os.environ.update(first["environment"])
    with one_at_a_time:
        from estate.intake.readers import answering
        from estate.intake.sources import gdal

    gdal.keep_to_files()
    gdal.require_only_ours()
    offline = limits.no_internet()
    limits.bound(first["memory_mb"], first["room_mb"])
    pipes.send(answers, {"offline": offline})
    _be_silent()
    while True:
        try:
            question = pipes.receive(asked)
        except EOFError:
            return
        if "hello" in question:
            pipes.send(answers, {"offline": offline})
            continue
        limits.so_long(question["seconds"])
        answering.answer(question, answers)


def _be_silent() -> None:
    """From here on libraries print nowhere: what they say of a file may repeat its cells, and the
    log of the service holds none."""
    with open(os.devnull, "wb") as nowhere:
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)


if __name__ == "__main__":
    main()
