"""The same answers before and after: every answer on the sample county, a file each.

Usage: python -m benchmarks answers FOLDER        (``make answers INTO=…``: dump all answers)
       python -m benchmarks answers BEFORE AFTER  (``make answers BASE=…``: what differs)

Two trees answer alike where their folders compare as equal. Asked is every GET of the service
at a fixed choice of things, with filters and in every format, by each kind of reader; then
commands that read, and a story of writes with what is answered before and after each.
"""

import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks import answers_asked, answers_story
from benchmarks import sample_service as sample
from benchmarks.answers_text import Words, body_text, compared, file_name, shown
from benchmarks.answers_things import Things, things_of

#: Links that a page offers besides other pages: tables, charts, questions.
_LINK = re.compile(r"(?:href|src)=\"(/(?!static|sign-in)[^\"#]*)")
#: Those who are asked for everything; the others for what differs by who reads.
_WHOLE = ("public", "editor")
_FEW = re.compile(r"^(?!/methods|/docs|/api/v1/openapi|/map/areas|/tiles).*(?<!xlsx)(?<!\.svg)$")
_FILE = re.compile(r"\.(csv|xlsx|svg|geojson|ics|json)(\?|$)")
_QUESTIONS_OF_A_PAGE, _PAGES_OF_A_KIND = 2, 2


@dataclass
class Dump:
    """The folder of answers, and the words for what is volatile in them."""

    folder: Path
    words: Words
    asked: set[str] = field(default_factory=set)

    def keep(self, address: str, text: str) -> None:
        """One answer under its address."""
        steady = self.words.steady(address)
        file = self.folder / f"{file_name(steady)}.txt"
        file.write_text(f"{steady}\n{self.words.steady(text)}", encoding="utf-8")

    def ask(self, client: Any, who: str, path: str, headers: Mapping[str, str]) -> Any:
        """Ask and keep; the answer."""
        self.asked.add(f"{who} {path}")
        answer = client.get(path, headers=headers)
        self.keep_answer(f"{who} GET {path}", answer)
        return answer

    def keep_answer(self, address: str, answer: Any) -> None:
        """An answer over HTTP."""
        self.keep(address, shown(answer.status_code, answer.headers, answer.content))

    def walk(self, client: Any, who: str, paths: Iterator[str], headers: Mapping[str, str]) -> None:
        """Ask every path, then what the pages among them link to besides other pages."""
        further: dict[str, None] = {}
        pages: Counter[str] = Counter()
        for path in paths:
            if f"{who} {path}" in self.asked:
                continue
            answer = self.ask(client, who, path, headers)
            room, page = path.split("/")[1], "html" in answer.headers.get("content-type", "")
            if page and answer.status_code == 200 and pages[room] < _PAGES_OF_A_KIND:
                pages[room] += 1
                further |= dict.fromkeys(_links(answer.text))
        for path in further:
            if f"{who} {path}" not in self.asked:
                self.ask(client, who, path, headers)


def _links(page: str) -> list[str]:
    found = list(dict.fromkeys(unescape(one) for one in _LINK.findall(page)))
    files = [one for one in found if _FILE.search(one)]
    questions = [one for one in found if "?" in one and not _FILE.search(one)]
    return files + questions[:_QUESTIONS_OF_A_PAGE]


def dump(folder: Path) -> None:
    """All answers of this tree into a folder, which is emptied before."""
    sample.steady_identities()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="estate-answers-", dir="/tmp") as name:
        data = Path(name)
        data.chmod(0o755)  # the database's user must be able to enter
        began = time.monotonic()
        with sample.sample_register(data) as url:
            things = things_of(url)
            kept = Dump(folder, Words(things.named))
            _say("loaded", began, kept)
            tokens = sample.tokens()
            link = sample.one_time_link("editor", "SYN-CC")
            _commands(kept, things, data)
            _say("commands", began, kept)
            with (data / "service.log").open("w") as log, redirect_stderr(log):
                _service(kept, things, url, tokens, link)
                _say("readers", began, kept)
                answers_story.told(kept, things, url, data, tokens)
                _say("story", began, kept)


def _say(what: str, began: float, kept: Dump) -> None:
    count = len(list(kept.folder.iterdir()))
    print(f"{what:10} {time.monotonic() - began:6.1f} s {count:6} answers", file=sys.__stderr__)


def _commands(kept: Dump, things: Things, data: Path) -> None:
    out = data / "out"
    out.mkdir()
    out.joinpath("scheme.json").write_text(answers_asked.scheme_text(), encoding="utf-8")
    guest, host = things.pairs[0]
    for command in answers_asked.COMMANDS:
        before = set(out.iterdir())
        typed = command.format(guest=guest, host=host).replace("OUT", str(out))
        ran = sample.estate(*typed.split())
        said = f"exit {ran.code}\n{ran.out.decode()}\n── stderr\n{ran.err.decode()}"
        kept.keep(f"estate {command}", said.replace(str(data), "DATA"))
        for file in sorted(set(out.iterdir()) - before):
            kind = {".geojson": "application/json", ".html": "text/html"}.get(file.suffix, "")
            kept.keep(f"estate {command} → {file.name}", body_text(kind, file.read_bytes()))


def _service(
    kept: Dump, things: Things, url: str, tokens: Mapping[str, Mapping[str, str]], link: str
) -> None:
    with sample.service(url) as client:
        templates = {
            one.path for one in sample.routes(client.app)
            if "GET" in (getattr(one, "methods", None) or ())
        }  # fmt: skip
        kept.keep("templates", "\n".join(sorted(templates)))
        asked = list(answers_asked.addresses(sorted(templates), things.values))
        for who, headers in tokens.items():
            whole = who in _WHOLE
            kept.walk(client, who, (one for one in asked if whole or _FEW.search(one)), headers)
        _in_a_browser(kept, client, link, asked)
    with sample.service(url, reader="club") as client:  # as the demonstration reads
        lists = [one for one in asked if one.split("?")[0] in ("/api/v1/properties", "/", "/print")]
        kept.walk(client, "demo", iter([*lists, "/map/properties.geojson"]), {})


def _in_a_browser(kept: Dump, client: Any, link: str, asked: list[str]) -> None:
    """Pages as somebody sees them who has signed in: with what may be written there."""
    client.post(f"/sign-in/once/{link}")
    pages = [one for one in asked if not re.search(r"^/api/|\.\w+(\?|$)|^/map/|^/tiles/", one)]
    kept.walk(client, "signed in", iter([*pages, "/api/v1/me"]), {})
    client.cookies.clear()


def compare(before: Path, after: Path) -> int:
    """Print what differs, by address; how many answers do."""
    count = 0
    for address, difference in compared(before, after):
        count += 1
        print(f"═══ {unquote(address)}\n{difference}\n")
    total = len(list(after.glob("*.txt")))
    print(f"{count} of {total} answers differ" if count else f"{total} answers, all the same")
    return count


def main(arguments: list[str]) -> int:
    """Dump, or compare."""
    if len(arguments) == 2:
        return int(compare(*map(Path, arguments)) > 0)
    dump(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
