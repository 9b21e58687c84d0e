"""What a reader answers: a file's records in batches, or why there are none."""

import tempfile
import traceback
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.gc_control import LettingGo, gc_paused
from estate.intake.readers import messages
from estate.intake.readers.pipes import send
from estate.intake.sources import common, gdal_layers
from estate.intake.sources.archive import NO_ROOM
from estate.intake.sources.opening import open_source


def answer(question: dict[str, Any], answers: BinaryIO) -> None:
    """A source in batches, or why there is none; the last message says that it is the last."""
    try:
        with gc_paused():
            _send_batches(question, answers)
    except FileRefused as refusal:
        send(answers, {"refused": str(refusal)})
    except (MemoryError, RecursionError):
        send(answers, {"too_much": True})
    except OSError as error:
        if error.errno not in NO_ROOM:
            send(answers, {"failed": where(error)})
        else:
            send(answers, {"full": error.errno})
    except Exception as error:
        send(answers, {"failed": where(error)})


def where(error: BaseException) -> str:
    """Kinds and lines of code of an error and what led to it; its words may repeat the file's."""
    chain: list[str] = []
    found: BaseException | None = error
    while found is not None:
        lines = "".join(traceback.format_tb(found.__traceback__)).rstrip()
        chain.append(f"{lines}\n{type(found).__module__}.{type(found).__qualname__}")
        found = found.__cause__ or found.__context__
    return "\n… and then:\n".join(reversed(chain))


def _send_batches(question: dict[str, Any], answers: BinaryIO) -> None:
    box = question["envelope"]
    tempfile.tempdir = question["folder"]
    for module in (common, gdal_layers):  # who tests it with batches of three means these as well
        vars(module)["BATCH"] = question["batch"]
    common.STEP = question["step"]
    opened = open_source(
        Path(question["path"]),
        question["layer"],
        question["crs"],
        envelope=None if box is None else Envelope(*box),
        area=question["area"],
        in_batches=True,
        encoding=question["encoding"],
    )
    with closing(opened) as source:
        send(answers, {"count": source.record_count})
        letting_go = LettingGo()
        for batch in source.batches():
            send(answers, {"batch": messages.packed(batch)})
            letting_go.after(batch.record_count)
    send(answers, {"last": True})
