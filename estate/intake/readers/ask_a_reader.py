"""Ask a reader for a file, batch by batch; what it takes too long or too much for is refused."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from estate.errors import FileRefused, ReaderFailed
from estate.geometry import Envelope
from estate.intake.readers import messages, pipes
from estate.intake.readers.pool import ReaderProcess, clock_seconds, pool
from estate.intake.sources import common
from estate.intake.sources.common import Source


def open_source(
    path: Path,
    layer: str | None = None,
    crs: str | None = None,
    *,
    envelope: Envelope | None = None,
    area: str = "the area",
    in_batches: bool = False,
    encoding: str | None = None,
    in_steps: bool = True,
) -> Source:
    """Open a file, folder or zip; every record of one layer, or ``FileRefused``.

    ``in_batches`` leaves the further batches of a long layer to be read by
    ``Source.batches``; the caller then closes the source. Small ones, unless ``in_steps`` is
    false: after ``Apart``.

    Geometry comes in British National Grid or in longitude and latitude, as
    ``Source.projection`` says. Web Mercator, UTM 30 and 31, ETRS89 and OSGB36 degrees are
    transformed where stated or certain; a layer in any other system is refused. ``crs`` is the
    caller's statement and outranks the file's own, as ``encoding`` does for texts and tables.
    """
    path = Path(path)
    if not path.exists():
        raise FileRefused(f"There is no file {path}.")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="estate-intake-"))
        reader = stack.enter_context(pool().reader())
        answers = _Answers(path, reader)
        answers.ask(
            {
                "path": str(path.absolute()),
                "layer": layer,
                "crs": crs,
                "area": area,
                "envelope": None if envelope is None else astuple(envelope),
                "folder": folder,
                "encoding": encoding,
                "batch": common.BATCH,
                "seconds": reader.limits.seconds,
                "step": common.STEP if in_steps else common.BATCH,
            }
        )
        count = answers.next()["count"]
        first = messages.unpacked(answers.next()["batch"], path)
        if len(first.row_numbers) < count and in_batches:
            rest = (replace(part, in_steps=in_steps) for part in answers.batches())
            return replace(
                first,
                record_count=count,
                in_steps=in_steps,
                rest=lambda: rest,
                on_close=stack.pop_all().close,
            )
        return messages.joined([first, *answers.batches()])


class _Answers:
    """What a reader says of one file, in order."""

    def __init__(self, path: Path, reader: ReaderProcess) -> None:
        self._path = path
        self._reader = reader
        self._left = clock_seconds(reader.limits)
        self._ended = False

    def ask(self, question: dict[str, Any]) -> None:
        """Ask; a reader that is gone answers nothing."""
        try:
            self._reader.ask(question)
        except EOFError as error:
            raise self._too_much() from error

    def next(self) -> dict[str, Any]:
        """The next message, or the refusal that it is."""
        start = time.monotonic()
        try:
            said = self._reader.answer(self._left)
        except (EOFError, pipes.NotPlain, ValueError) as error:
            self._reader.end()
            raise self._too_much() from error
        self._left = max(self._left - (time.monotonic() - start), 0.1)
        if said.keys() & {"refused", "too_much", "full", "failed"}:
            self._ended = True
            self._raise(said)
        self._ended = self._ended or "last" in said
        return said

    def batches(self) -> Iterator[Source]:
        """The batches that are still to come."""
        while not self._ended:
            said = self.next()
            if "batch" in said:
                yield messages.unpacked(said["batch"], self._path)

    def _raise(self, said: dict[str, Any]) -> None:
        if "refused" in said:
            raise FileRefused(said["refused"])
        if "too_much" in said:
            raise self._too_much()
        if "full" in said:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise ReaderFailed(said["failed"])

    def _too_much(self) -> FileRefused:
        return FileRefused(
            f"{self._path.name} takes too much time or memory to be read. Save it again from its "
            "program with only the one table or layer, or send it in parts."
        )
