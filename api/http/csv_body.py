"""A CSV as the body of a request: small lists of facts that need no plan."""

from typing import Any

from fastapi import Request

from api.http.schemas import Answer


class FileKept(Answer):
    """How many rows a file had, and how many of them said something new."""

    read: int
    new: int


#: For ``openapi_extra`` of a route that depends on ``sent_csv``.
CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {
                    "type": "string",
                    "description": "UTF-8, with the headings of the file given out here",
                }
            }
        },
    }
}


async def sent_csv(request: Request) -> bytes:
    """The body as it was sent; its size is bounded as every body's is."""
    return await request.body()
