"""The reader itself: asked through its standard input, it answers through its standard output.

Started by ``pool`` and by nobody else: ``python -P -m estate.intake.readers.child``. What goes
wrong at its start is printed to the error output; once it reads files, nothing is.
"""

import os
import sys
import tempfile
import traceback
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.readers import limits, messages
from estate.intake.sources import common, layers
from estate.intake.sources.archive import NO_ROOM
from estate.intake.sources.gdal import keep_to_files
from estate.intake.sources.opening import open_source


def main() -> None:
    """Set the limits that the first message names, then answer until nobody asks any more."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits.end_with(os.getppid())
    first = messages.receive(asked)
    keep_to_files()
    offline = limits.no_internet()
    limits.bound(first["memory_mb"], first["room_mb"])
    messages.send(answers, {"offline": offline})
    _be_silent()
    while True:
        try:
            question = messages.receive(asked)
        except EOFError:
            return
        if "hello" in question:
            messages.send(answers, {"offline": offline})
            continue
        limits.so_long(question["seconds"])
        _answer(question, answers)


def _answer(question: dict[str, Any], answers: BinaryIO) -> None:
    """A source in batches, or why there is none; the last message says that it is the last."""
    try:
        _send_batches(question, answers)
    except FileRefused as refusal:
        messages.send(answers, {"refused": str(refusal)})
    except (MemoryError, RecursionError):
        messages.send(answers, {"too_much": True})
    except OSError as error:
        if error.errno not in NO_ROOM:
            messages.send(answers, {"failed": _where(error)})
        else:
            messages.send(answers, {"full": error.errno})
    except Exception as error:
        messages.send(answers, {"failed": _where(error)})


def _where(error: BaseException) -> str:
    """Kinds and lines of code of an error and what led to it; its words may repeat the file's."""
    chain: list[str] = []
    found: BaseException | None = error
    while found is not None:
        lines = "".join(traceback.format_tb(found.__traceback__)).rstrip()
        chain.append(f"{lines}\n{type(found).__module__}.{type(found).__qualname__}")
        found = found.__cause__ or found.__context__
    return "\n… and then:\n".join(reversed(chain))


def _be_silent() -> None:
    """From here on libraries print nowhere: what they say of a file may repeat its cells, and the
    log of the service holds none."""
    with open(os.devnull, "wb") as nowhere:
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)


def _send_batches(question: dict[str, Any], answers: BinaryIO) -> None:
    box = question["envelope"]
    tempfile.tempdir = question["folder"]
    for module in (common, layers):  # who tests it with batches of three means these as well
        vars(module)["BATCH"] = question["batch"]
    opened = open_source(
        Path(question["path"]), question["layer"], question["crs"],
        envelope=None if box is None else Envelope(*box), area=question["area"], in_batches=True,
        encoding=question["encoding"],
    )  # fmt: skip
    with closing(opened) as source:
        messages.send(answers, {"count": source.record_count})
        for batch in source.batches():
            messages.send(answers, {"batch": messages.packed(batch)})
    messages.send(answers, {"last": True})


if __name__ == "__main__":
    main()
