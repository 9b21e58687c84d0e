"""Files that are taken home, each under its name."""

from urllib.parse import quote

from fastapi import Response

CSV = "text/csv; charset=utf-8"


def attachment(name: str, how: str = "attachment") -> dict[str, str]:
    """The header that names a download (``inline``: what a browser may show). A name that is not
    plain ASCII is percent-encoded (RFC 6266), so that no quote, line break or letter of it can
    break the header."""
    quoted = quote(name, safe="")
    plain = f'filename="{name}"' if quoted == name else f"filename*=utf-8''{quoted}"
    return {"Content-Disposition": f"{how}; {plain}"}


def file_answer(body: bytes | str, name: str, media_type: str = CSV) -> Response:
    """A file under its name."""
    return Response(body, media_type=media_type, headers=attachment(name))
