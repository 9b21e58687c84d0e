"""The process that looks into one file, which is its standard input:
``python -P -m estate.documents.checking_process TYPE``. It answers a line of JSON and, of a
picture, the picture made anew."""

import io
import json
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from estate.intake.readers import limits
from estate.late_imports import one_at_a_time

SECONDS = 20
_MEMORY_MB = 1_500
#: Pixels of a picture: a camera's 50 million; a file of a few kilobytes can claim any number.
_MOST_PIXELS = 60_000_000
_MOST_PAGES = 2_000
_QUALITY = 88
_BROKEN = "The {what} breaks off or is damaged: open it, save it anew and send that."
#: What in a PDF does something by itself, or carries another file.
_ACTIONS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR")
_ACTIVE_NOTES = ("/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound")


class Mend(Exception):
    """What is wrong with the file, in a sentence that says how to mend it."""


def main() -> None:
    """Limit this process, look, and answer."""
    kind = sys.argv[1]
    content = sys.stdin.buffer.read()
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)
    look = _pdf if kind == "pdf" else _picture
    if kind == "pdf":
        with one_at_a_time:
            import pypdf  # noqa: F401 - loaded before the limits hold
    else:
        with one_at_a_time:
            import PIL.Image  # noqa: F401
    limits.no_internet()
    limits.bound(_MEMORY_MB, 0)
    limits.so_long(SECONDS)
    try:
        told, body = look(content, kind)
    except Mend as error:
        told, body = {"refused": str(error)}, b""
    except Exception:  # whatever a library says of a file that it cannot read
        what = "PDF" if kind == "pdf" else "picture"
        told, body = {"refused": _BROKEN.format(what=what)}, b""
    answers.write(json.dumps(told).encode() + b"\n" + body)
    answers.close()


def _picture(content: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    """Its pixels, turned as they are to be seen, and nothing else of it."""
    with one_at_a_time:
        from PIL import Image, ImageOps

    form = {"jpg": "JPEG", "png": "PNG"}[kind]
    Image.MAX_IMAGE_PIXELS = None  # bounded here, by the size that the file states
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content), formats=[form]) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise Mend(
                    f"The picture has {opened.width:,} × {opened.height:,} pixels; "
                    f"{_MOST_PIXELS // 1_000_000} million are the most: save it smaller."
                )
            opened.load()
            seen = ImageOps.exif_transpose(opened)
            mode = _mode(form, seen.mode, "transparency" in seen.info)
            plain = seen.convert(mode)
    made = Image.frombytes(mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    more = {"quality": _QUALITY} if form == "JPEG" else {}
    made.save(out, form, optimize=form == "JPEG", **more)
    return {"width": made.width, "height": made.height}, out.getvalue()


def _mode(form: str, mode: str, is_transparent: bool) -> str:
    """Grey, colours, or colours with transparency."""
    if mode in ("1", "L", "I;16", "I", "F") and not is_transparent:
        return "L"
    is_clear = is_transparent or mode in ("RGBA", "LA", "PA", "La", "RGBa")
    return "RGBA" if form == "PNG" and is_clear else "RGB"


def _pdf(content: bytes, _: str) -> tuple[dict[str, Any], bytes]:
    """Opened to its last page, with nothing in it that runs."""
    with one_at_a_time:
        import pypdf

    if b"%%EOF" not in content[-2_048:]:
        raise Mend(_BROKEN.format(what="PDF"))
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Mend("The PDF is locked with a password: save it without one and send that.")
    pages = len(reader.pages)
    if not 1 <= pages <= _MOST_PAGES:
        raise Mend(f"The PDF has {pages:,} pages; between 1 and {_MOST_PAGES:,} are taken.")
    if any(_runs(reader)):
        raise Mend(
            "The PDF holds something that runs or another file inside it (a script, a form that "
            "sends, an attachment). Print it to PDF again and send that."
        )
    return {"pages": pages}, b""


def _runs(reader: Any) -> Iterator[bool]:
    """Of each place of a PDF where something active may stand, whether it does."""
    root = _got(reader.trailer.get("/Root"))
    names = _got(root.get("/Names")) or {}
    yield any(name in names for name in ("/JavaScript", "/EmbeddedFiles"))
    yield "/AA" in root or "/Collection" in root
    yield _acts(root.get("/OpenAction"))
    yield "/XFA" in (_got(root.get("/AcroForm")) or {})
    for page in reader.pages:
        yield "/AA" in page
        page.get_contents()  # it opens
        for one in _got(page.get("/Annots")) or ():
            note = _got(one)
            yield note.get("/Subtype") in _ACTIVE_NOTES
            yield "/AA" in note or _acts(note.get("/A"))


def _acts(action: Any) -> bool:
    """Whether an action does more than to turn to a page or name an address."""
    found, steps = _got(action), 0
    while isinstance(found, dict) and steps < 100:
        if found.get("/S") in _ACTIONS or "/JS" in found:
            return True
        following = _got(found.get("/Next"))
        if isinstance(following, list):
            return any(_acts(one) for one in following)
        found, steps = following, steps + 1
    return False


def _got(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


if __name__ == "__main__":
    main()
