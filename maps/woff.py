"""WOFF 1.0 back to the TrueType font that it packs (W3C Recommendation, 13 December 2012).

Only the standard library is needed, because the assets are built before any package is installed.
"""

import struct
import zlib
from collections.abc import Iterator

_HEADER = struct.Struct(">4sIIHHIHHIIIII")
_ENTRY = struct.Struct(">4sIIII")
_SFNT_HEADER = struct.Struct(">IHHHH")
_SFNT_ENTRY = struct.Struct(">4sIII")


def unpacked(packed: bytes) -> bytes:
    """The font's tables in the order of their tags, each on a boundary of four bytes.

    ValueError for anything but a WOFF 1.0 file whose tables have the lengths that it tells.
    """
    if packed[:4] != b"wOFF":
        raise ValueError("This is no WOFF 1.0 file.")
    flavour, count = _HEADER.unpack_from(packed)[1], _HEADER.unpack_from(packed)[3]
    largest = 1 << (count.bit_length() - 1)
    head = _SFNT_HEADER.pack(
        flavour, count, largest * 16, largest.bit_length() - 1, (count - largest) * 16
    )
    directory, body = b"", b""
    start = len(head) + count * _SFNT_ENTRY.size
    for tag, checksum, table in _tables(packed, count):
        directory += _SFNT_ENTRY.pack(tag, checksum, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + directory + body


def _tables(packed: bytes, count: int) -> Iterator[tuple[bytes, int, bytes]]:
    """Tag, checksum and contents of each table; one that gained nothing was left as it was."""
    for at in range(count):
        tag, offset, held, length, checksum = _ENTRY.unpack_from(
            packed, _HEADER.size + at * _ENTRY.size
        )
        table = packed[offset : offset + held]
        if held != length:
            table = zlib.decompress(table)
        if len(table) != length:
            raise ValueError(f"The table {tag.decode('ascii', 'replace')} is cut short.")
        yield tag, checksum, table
