"""What the county's map weighs on the wire, data included, as the browser counts it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

pytestmark = [pytest.mark.browser]

MAX_BYTES = 300_000
WORTH_PACKING = 1_000
TEXT = ("text/", "application/json", "application/geo+json", "image/svg+xml")


class Wire:
    """Everything that crosses the network: encoded bytes, body bytes, headers."""

    def __init__(self, network: CDPSession) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.sent: dict[str, float] = {}
        self.unpacked: dict[str, float] = {}
        network.send("Network.enable")
        network.on("Network.responseReceived", self._answer)
        network.on("Network.dataReceived", self._data)
        network.on("Network.loadingFinished", self._finished)

    def _answer(self, event: dict[str, Any]) -> None:
        self.answers[event["requestId"]] = event["response"]

    def _data(self, event: dict[str, Any]) -> None:
        key = event["requestId"]
        self.unpacked[key] = self.unpacked.get(key, 0) + event["dataLength"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.sent[event["requestId"]] = event["encodedDataLength"]

    def unpacked_texts(self) -> list[str]:
        """Addresses of texts worth packing that came as they are."""
        found = []
        for key, answer in self.answers.items():
            headers = {name.lower(): value for name, value in answer["headers"].items()}
            is_text = headers.get("content-type", "").startswith(TEXT)
            packed = headers.get("content-encoding") in ("zstd", "br", "gzip")
            if is_text and not packed and self.unpacked.get(key, 0) > WORTH_PACKING:
                found.append(f"{answer['url']} {self.unpacked[key]:,.0f}")
        return found


def test_the_whole_county_is_a_light_page(sample_service: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    wire = Wire(context.new_cdp_session(page))
    page.goto(sample_service)
    page.wait_for_selector("body[data-ready=true]")
    page.wait_for_load_state("networkidle")
    assert page.locator("#status").inner_text().startswith("1,324 of 1,324")
    context.close()
    weight = sum(wire.sent.values())
    unpacked = sum(wire.unpacked.values())
    print(f"{len(wire.sent)} answers, {weight:,.0f} bytes on the wire for {unpacked:,.0f}")
    assert 8 <= len(wire.sent) <= 16  # many small ones are what a slow network waits for
    assert unpacked > 3 * MAX_BYTES
    assert wire.unpacked_texts() == []
    assert weight < MAX_BYTES
