"""Uvicorn's protocol with a bound on headers that have not ended yet.

``api.edge.hosts`` refuses headers that are too large in words, but sees them only when they are
whole; until then the server would keep as much as anybody likes to send.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES = 131_072


class BoundedHeaders(HttpToolsProtocol):
    """Ends a connection whose address and headers go beyond ``MOST_BYTES`` (400)."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._is_in_head = True
        self._bytes_of_head = 0

    def data_received(self, data: bytes) -> None:
        """What has come in; none of a head beyond the bound is kept."""
        if self._is_in_head:
            self._bytes_of_head += len(data)
        super().data_received(data)
        too_long = self._is_in_head and self._bytes_of_head > MOST_BYTES
        if too_long and not self.transport.is_closing():
            self.send_400_response("The headers of this request are too long.")

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head begins."""
        super().on_message_complete()
        self._is_in_head, self._bytes_of_head = True, 0
