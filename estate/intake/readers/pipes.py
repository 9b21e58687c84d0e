"""How messages pass between a reader and whoever asked it: plain values, arrays and times.

A reader has looked at a stranger's file; what it says is therefore unpacked without making
anything but these. Nothing heavy is loaded here: a reader is started before everything else.
"""

import datetime
import decimal
import io
import pickle
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct("!Q")
#: No message is longer: a batch of records has some tens of megabytes.
_LONGEST = 2_000_000_000
_PLAIN = {
    ("datetime", "date"): datetime.date,
    ("datetime", "datetime"): datetime.datetime,
    ("datetime", "time"): datetime.time,
    ("datetime", "timedelta"): datetime.timedelta,
    ("decimal", "Decimal"): decimal.Decimal,
}
_ARRAYS = {("numpy", "dtype"), ("numpy", "ndarray")}
_OF_ARRAYS = {"_reconstruct", "_frombuffer", "scalar"}


class NotPlain(ValueError):
    """A message holds something that no reader has to say."""


class _Plain(pickle.Unpickler):
    """Unpickling of values, arrays and times alone."""

    def find_class(self, module: str, name: str) -> Any:
        found = _PLAIN.get((module, name))
        if found is not None:
            return found
        of_arrays = module.startswith(("numpy.core.", "numpy._core.")) and name in _OF_ARRAYS
        if of_arrays or (module, name) in _ARRAYS:
            return super().find_class(module, name)
        raise NotPlain(f"{module}.{name}")


def send(pipe: BinaryIO, message: Any) -> None:
    """Write one message."""
    packed = pickle.dumps(message, protocol=5)
    pipe.write(_LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """Read one message; ``EOFError`` where there is none."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    if length > _LONGEST:
        raise NotPlain(f"{length:,} bytes")
    packed = pipe.read(length)
    if len(packed) < length:
        raise EOFError
    return _Plain(io.BytesIO(packed)).load()
