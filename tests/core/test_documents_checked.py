"""What is sent is what it says, or a sentence says how to mend it; pictures are made anew."""

import io

import pytest
from PIL import Image

from estate.club.documents import DocumentType, Standing, standing
from estate.documents.checking import checked
from estate.errors import FileRefused
from tests.club.files_sent import PLACE, REFUSED, pdf, picture, written


def test_every_wrong_file_gets_a_sentence_that_says_how_to_mend_it():
    for name, content, words in REFUSED:
        with pytest.raises(FileRefused) as refused:
            checked(content, name, max_mb=1)
        assert words in str(refused.value), (name, words)
        assert str(refused.value).endswith("."), name


def test_a_picture_is_kept_as_its_pixels_alone_turned_as_it_is_seen():
    sent_as = (("JPEG", "jpg", "RGB"), ("PNG", "png", "RGB"), ("JPEG", "JPEG", "L"))
    for form, ending, mode in sent_as:
        sent = picture(form, mode)
        assert PLACE in sent
        kept = checked(sent, f"../../etc/passwd.{ending}", max_mb=1)
        assert (kept.type.media_type, kept.width, kept.height) == (f"image/{form.lower()}", 30, 40)
        assert PLACE not in kept.content
        with Image.open(io.BytesIO(kept.content)) as seen:
            assert dict(seen.getexif()) == {} and seen.format == form and seen.size == (30, 40)
            top, bottom = (seen.convert("L").getpixel((15, y)) for y in (3, 36))
            assert abs(int(str(top)) - int(str(bottom))) > 40  # its halves, now above each other


def test_a_clear_picture_stays_clear():
    made = Image.new("RGBA", (4, 4), (1, 2, 3, 0))
    out = io.BytesIO()
    made.save(out, "PNG")
    with Image.open(io.BytesIO(checked(out.getvalue(), "a.png", max_mb=1).content)) as seen:
        assert seen.mode == "RGBA" and seen.getpixel((0, 0)) == (1, 2, 3, 0)


def test_a_pdf_is_kept_byte_for_byte():
    sent = written(pdf(3))
    kept = checked(sent, "Lease.PDF", max_mb=1)
    assert (kept.type, kept.pages, kept.content) == (DocumentType.PDF, 3, sent)


def test_what_was_changed_or_is_missing_is_told():
    of_x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    told = [standing(held, of_x, is_withdrawn=False) for held in (b"x", b"y", None)]
    assert told == [Standing.WHOLE, Standing.CHANGED, Standing.MISSING]
    assert standing(None, of_x, is_withdrawn=True) is Standing.WITHDRAWN
