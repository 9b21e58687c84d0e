"""What a file is called when it is taken home."""

from urllib.parse import quote


def attachment(name: str) -> dict[str, str]:
    """The header that names a download; a name that is not plain ASCII is percent-encoded
    (RFC 6266), so that no quote, line break or letter of it can break the header."""
    quoted = quote(name, safe="")
    plain = f'filename="{name}"' if quoted == name else f"filename*=utf-8''{quoted}"
    return {"Content-Disposition": f"attachment; {plain}"}
