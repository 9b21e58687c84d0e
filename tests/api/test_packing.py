"""What is sent: the encoding a browser likes best, and nothing when it has it already."""

import gzip

import brotli
import pytest
import zstandard

from api.http.encoding import Packed, is_known, negotiate

OFFERED = ("zstd", "br", "gzip")
OPENERS = {
    "zstd": lambda packed: zstandard.ZstdDecompressor().decompress(packed),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br", "br"),
        ("GZIP", "gzip"),
        ("deflate", "identity"),
        ("*", "zstd"),
        ("br;q=0.4, gzip;q=0.9", "gzip"),
        ("gzip;q=0", "identity"),
        ("*;q=0.5, zstd;q=0", "br"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip;q=0.5, identity;q=0.2", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("br ; q = 0.8 , gzip ; q=0.2", "br"),
        ("gzip;q=much", "identity"),
        ("gzip;level=9", "gzip"),
        (",, ;q=1, br", "br"),
    ],
)
def test_the_encoding_is_the_one_liked_best(header, encoding):
    assert negotiate(header, OFFERED) == encoding


@pytest.mark.parametrize("encoding", OPENERS)
@pytest.mark.parametrize("lasting", [True, False])
def test_every_encoding_holds_the_same(encoding, lasting):
    body = b'{"name":"Library"}' * 500
    packed = Packed(body, "application/json", lasting=lasting)
    sent = packed.response({}, {"accept-encoding": encoding})
    assert OPENERS[encoding](sent.body) == body
    assert sent.headers.get("content-encoding", "identity") == encoding
    assert sent.headers["content-length"] == str(len(sent.body))
    if encoding != "identity":
        assert len(sent.body) < len(body) / 10
        assert packed.encoded(encoding) is packed.encoded(encoding)


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ('W/"a"', True), ('"a"', True), ("*", True), ('"b", W/"a"', True), ("", False),
        ('"aa"', False), ("a", False), ('W/"b"', False),
    ],
)  # fmt: skip
def test_a_tag_is_compared_whole_and_weakly(header, known):
    assert is_known('W/"a"', header) is known


def test_what_is_known_is_not_sent_again():
    packed = Packed(b"{}", "application/json")
    again = packed.response({"Vary": "Accept-Encoding"}, {"if-none-match": packed.etag})
    assert (again.status_code, again.body) == (304, b"")
    assert again.headers["etag"] == packed.etag
    assert again.headers["vary"] == "Accept-Encoding"
