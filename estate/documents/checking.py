"""Whether a file is what it says it is: asked of a process of its own, which is ended if it takes
too much.

Pictures come back made anew from what can be seen of them: nothing that hung on them (place, time,
camera, anything behind their end) is kept. Of a PDF it is looked whether it opens whole, and holds
nothing that runs.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from estate.club.documents import DocumentType
from estate.errors import FileRefused

#: By the clock, the process's start in it; the processor's seconds are ``child.SECONDS``.
_WAITS_S = 60
_ENDINGS = {
    ".jpg": DocumentType.JPEG,
    ".jpeg": DocumentType.JPEG,
    ".png": DocumentType.PNG,
    ".pdf": DocumentType.PDF,
}
_MAGIC = {
    b"\xff\xd8\xff": DocumentType.JPEG,
    b"\x89PNG\r\n\x1a\n": DocumentType.PNG,
    b"%PDF-": DocumentType.PDF,
}
_TAKEN = "JPEG and PNG pictures and PDF files are taken"
_TOO_MUCH = (
    "It takes too much time or memory to check. Save it again, smaller or with fewer pages, and "
    "send that."
)


@dataclass(frozen=True)
class Checked:
    """What is kept: its type and its bytes; ``width`` and ``height`` in pixels of a picture,
    ``pages`` of a PDF."""

    type: DocumentType
    content: bytes
    width: int | None = None
    height: int | None = None
    pages: int | None = None


def checked(content: bytes, file_name: str, *, max_mb: int) -> Checked:
    """The file as it may be kept. ``FileRefused`` says in a sentence what to mend; nothing has been
    kept then. ``file_name`` plays a part by its ending alone."""
    if not content:
        raise FileRefused("The file is empty. Choose it again.")
    if len(content) > max_mb * 1_048_576:
        raise FileRefused(
            f"The file weighs more than {max_mb} MB: save it smaller (a picture with fewer pixels, "
            "a PDF “for the screen”) and send that."
        )
    kind = _type(content, file_name)
    found, body = _asked(kind, content)
    if "refused" in found:
        raise FileRefused(str(found["refused"]))
    kept = body if kind.is_image else content
    if len(kept) > max_mb * 1_048_576:
        raise FileRefused(
            f"Made again, the picture weighs more than {max_mb} MB: save it with fewer pixels."
        )
    return Checked(kind, kept, found.get("width"), found.get("height"), found.get("pages"))


def _type(content: bytes, file_name: str) -> DocumentType:
    """What it is by its first bytes, which must agree with the ending of its name."""
    ending = PurePath(file_name).suffix.lower()
    said = _ENDINGS.get(ending)
    is_ = next((one for mark, one in _MAGIC.items() if content.startswith(mark)), None)
    if is_ is None and _looks_active(content):
        raise FileRefused(
            f"{_TAKEN}; this is HTML, SVG or XML, which can run something: save it as a picture "
            "(PNG) or print it to PDF."
        )
    if is_ is None:
        raise FileRefused(f"{_TAKEN}, and this is none of them: save it as one of these.")
    if said is None:
        raise FileRefused(f"{_TAKEN}: give the file a name that ends in .jpg, .png or .pdf.")
    if said is not is_:
        raise FileRefused(
            f"Its name ends in {ending}, but it is a {is_.name}: name it …{'.' + is_.value}, if "
            "that is the file you mean."
        )
    return is_


def _looks_active(content: bytes) -> bool:
    head = content[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<!--"))


def _asked(kind: DocumentType, content: bytes) -> tuple[dict[str, Any], bytes]:
    """What the process says of it: a line of JSON, then the picture made anew."""
    command = [sys.executable, "-P", "-m", "estate.documents.checking_process", kind.value]
    try:
        answer = subprocess.run(
            command, input=content, capture_output=True, timeout=_WAITS_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused(_TOO_MUCH) from error
    line, _, body = answer.stdout.partition(b"\n")
    if answer.returncode != 0 or not line:
        raise FileRefused(_TOO_MUCH)
    return json.loads(line), body
