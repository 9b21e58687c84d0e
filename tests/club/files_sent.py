"""Pictures and PDFs as somebody would send them: sound, broken, mislabelled and made to do harm."""

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, PdfObject, TextStringObject

#: Where the synthetic camera stood: degrees that no kept picture may tell.
PLACE = b"52.191700"


def picture(form: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    """Two halves of different colours, with what a camera writes into it."""
    made = Image.new(mode, size, 200 if mode == "L" else "teal")
    made.paste(90 if mode == "L" else "orange", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be seen turned a quarter
    exif[0x010E] = PLACE.decode()
    out = io.BytesIO()
    made.save(out, form, exif=exif)
    return out.getvalue() + (b"behind the end " + PLACE if form == "JPEG" else b"")


def pdf(pages: int = 2) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script() -> bytes:
    return _opening({"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('x')")})


def with_attachment() -> bytes:
    writer = pdf()
    writer.add_attachment("a.txt", b"x")
    return written(writer)


def that_launches() -> bytes:
    return _opening({"/S": NameObject("/Launch"), "/F": TextStringObject("x.exe")})


def _opening(action: dict[str, PdfObject]) -> bytes:
    """A PDF that does something when it is opened, after it has turned to a page."""
    writer = pdf()
    second = DictionaryObject({NameObject(name): value for name, value in action.items()})
    first = {NameObject("/S"): NameObject("/GoTo"), NameObject("/Next"): second}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(first)
    return written(writer)


def locked() -> bytes:
    writer = pdf()
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def bomb() -> bytes:
    """A PNG of some hundred bytes that says it has 3,600 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\x00" * 10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


#: Name of the file, what it holds, and part of the sentence that says how to mend it.
REFUSED: tuple[tuple[str, bytes, str], ...] = (
    ("a.jpg", b"", "empty"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can run something"),
    ("a.jpg", b"<!DOCTYPE html><script>1</script>", "can run something"),
    ("a.docx", b"PK\x03\x04 rest", "save it as one of these"),
    ("a.jpg", picture("PNG"), "but it is a PNG"),
    ("a.png", written(pdf()), "but it is a PDF"),
    ("photo", picture(), "a name that ends in .jpg"),
    ("a.jpg", picture()[:400], "breaks off or is damaged"),
    ("a.png", picture("PNG")[:-30], "breaks off or is damaged"),
    ("a.png", bomb(), "60,000 × 60,000 pixels"),
    ("a.pdf", written(pdf())[:300], "breaks off or is damaged"),
    ("a.pdf", b"%PDF-1.7\nnothing\n%%EOF", "breaks off or is damaged"),
    ("a.pdf", locked(), "without one"),
    ("a.pdf", with_script(), "Print it to PDF again"),
    ("a.pdf", with_attachment(), "Print it to PDF again"),
    ("a.pdf", that_launches(), "Print it to PDF again"),
    ("a.jpg", picture() + b"\x00" * 1_048_577, "weighs more than 1 MB"),
)
