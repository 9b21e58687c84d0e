"""What a reader's process may use, set by itself before it has seen a file."""

import contextlib
import ctypes
import os
import resource
import struct
import sys
import threading
import time

_MIB = 1 << 20
_NICER = 5
#: Where the whole machine or container runs short of memory, Linux ends a reader first.
_FIRST_TO_GO = "1000"
#: Every so many seconds a reader looks whether whoever started it is still there.
_LOOKS_EVERY_S = 1.0
#: Linux: prctl's option, the numbers of ``socket`` and of the architectures, and a filter's words.
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER_MODE = 38, 22, 2
_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_INTERNET = (2, 10)  # AF_INET, AF_INET6
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050001  # the latter: EPERM
_OTHER_NUMBERS = 0x40000000  # x86_64's second table of system calls


def bound(memory_mb: int, room_mb: int) -> None:
    """So much memory beyond what is in use, files of so many bytes, no dumps, less haste."""
    held = _held_bytes()
    most = held + memory_mb * _MIB
    _bound(resource.RLIMIT_AS, most)
    _bound(resource.RLIMIT_FSIZE, room_mb * _MIB)
    _bound(resource.RLIMIT_CORE, 0)
    os.nice(_NICER)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write(_FIRST_TO_GO)


def so_long(seconds: int) -> None:
    """From now on so many seconds of the processor; then the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _bound(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _bound(what: int, most: int) -> None:
    """A limit that can be moved again, below the one that whoever started this process has set."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def end_with(parent: int) -> None:
    """End as soon as whoever started this process is gone, even in the middle of a file."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKS_EVERY_S)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def no_internet() -> bool:
    """Ask the kernel to refuse sockets of the internet to this process from now on.

    GDAL's own switches are set as well; this holds where a way round them is found. Linux on two
    kinds of processor; elsewhere, and where the system has no such filters, False.
    """
    known = _SOCKET.get(os.uname().machine) if sys.platform == "linux" else None
    if known is None:
        return False
    with contextlib.suppress(OSError, AttributeError):
        system = ctypes.CDLL(None, use_errno=True)
        words = _filter(*known)
        count = len(words) // 8
        buffer = ctypes.create_string_buffer(words, len(words))
        program = ctypes.create_string_buffer(
            struct.pack("HxxxxxxP", count, ctypes.addressof(buffer))
        )
        none = ctypes.c_ulong(0)
        if system.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), none, none, none) != 0:
            return False
        return bool(system.prctl(_SET_FILTER, ctypes.c_ulong(_FILTER_MODE), program) == 0)
    return False


def _filter(architecture: int, socket: int) -> bytes:
    """The kernel's little program: deny ``socket`` of the internet, allow everything else.

    Each line is a code, two jumps (lines to skip where it is so, and where not) and a value.
    """
    deny, allow = 8, 9  # the lines of the two answers
    lines = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 0, deny - 2, architecture),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, deny - 4, 0, _OTHER_NUMBERS),
        (_EQUAL, 0, allow - 5, socket),
        (_LOAD, 0, 0, 16),  # its first argument, the family
        (_EQUAL, deny - 7, 0, _INTERNET[0]),
        (_EQUAL, 0, allow - 8, _INTERNET[1]),
        (_RETURN, 0, 0, _DENY),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _held_bytes() -> int:
    """The address space in use."""
    try:
        with open("/proc/self/statm", encoding="ascii") as handle:
            return int(handle.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30
