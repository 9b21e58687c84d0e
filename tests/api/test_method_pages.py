"""The methods as pages: all are shown, their links lead somewhere, none of their text is code."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import method_pages

FILES = sorted((Path(__file__).resolve().parents[2] / "docs" / "methods").glob("*.md"))


def address(file: Path) -> str:
    return "/methods" if file.stem == "README" else f"/methods/{file.stem}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_a_page_whose_links_lead_somewhere(public: TestClient, file: Path) -> None:
    answer = public.get(address(file))
    assert answer.status_code == 200, answer.text
    title = file.read_text().splitlines()[0].removeprefix("# ")
    assert f"<h1>{title}</h1>" in answer.text
    body = answer.text.partition('<article class="method">')[2].partition("</article>")[0]
    for link in re.findall(r'href="([^"]+)"', body):
        if not link.startswith("https://"):
            to, _, part = link.partition("#")
            led = public.get(to or address(file))
            assert led.status_code == 200, link
            assert not part or f'id="{part}"' in led.text, link


def test_every_page_of_methods_is_listed_on_the_first(public: TestClient) -> None:
    listed = set(re.findall(r'href="(/methods/[^"#]+)"', public.get("/methods").text))
    assert listed == {address(file) for file in FILES} - {"/methods"}


def test_a_name_that_is_none_is_said(public: TestClient) -> None:
    for name in ("nothing", "..%2F..%2FREADME", "README"):
        answer = public.get(f"/methods/{name}")
        assert answer.status_code == 404, name
    assert "lists them" in public.get("/methods/nothing").text


def test_html_in_a_text_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text(
        "# A\n\n<script>alert(1)</script>\n\n## What is 1.5 × £2?\n\n[b](leases.md#c)\n"
    )
    html = method_pages._page(file).html
    assert "<script" not in html
    assert '<h2 id="what-is-15-2">' in html
    assert 'href="/methods/leases#c"' in html


def test_every_page_leads_to_them(public: TestClient) -> None:
    assert 'href="/methods"' in public.get("/county").text
