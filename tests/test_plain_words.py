"""Every sentence that somebody reads here is short and plain: templates, strings, scripts.

GOV.UK's style guide asks for sentences of at most 25 words. The school grade is that of all
sentences of one file together: of one sentence alone it says little.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.old_words import OLD
from tests.reading import (
    MOST_WORDS,
    ROOT,
    is_prose,
    of_page,
    of_template,
    school_grade,
    sentences,
    strings_of_python,
    strings_of_script,
    words,
)

HIGHEST_GRADE = 9
#: Fewer words than this have no grade to speak of.
_ENOUGH_WORDS = 100
#: Files that say how to run the service, and one that is a file of instructions: for operators.
_FOR_OPERATORS = ("estate/settings", "estate/db", "estate/consolidation/town/proof.py")
#: What is not said here, and what is said in its place (docs/glossary.md).
_NOT_SAID = {
    r"imput\w+": "estimated",
    r"candidates?": "sharing option, or a move of a plan",
    r"run-rates?": "a full year",
    r"lens(?:es)?": "whose money is counted",
    r"P[159]0": "8 in 10 chance, or the middle",
    r"p\.a\.": "a year",
    r"crow-fly": "straight line",
    r"reckon\w*": "work out",
    r"anew": "again",
    r"takes? all back": "reset",
    r"(?:wait|ask)s? for your word": "nothing is saved until you import",
}


#: What stands within an address or a name in code, and is no word.
_NOT_IN_CODE = r"(?<![\w/#.&?=-]){}(?![\w-]*[/_=(]|-\w|\w)"


def _texts() -> Iterator[tuple[str, list[str]]]:
    """The name of each file, and the texts that it holds."""
    pages = [*ROOT.glob("api/html/pages/*.html"), *ROOT.glob("maps/*.html")]
    modules = [one for top in ("estate", "api", "maps") for one in (ROOT / top).rglob("*.py")]
    scripts = ROOT.glob("maps/static/*.js")
    ways: list[tuple[Iterable[Path], Callable[[Path], Iterable[str]]]] = [
        (pages, of_template),
        (modules, strings_of_python),
        (scripts, strings_of_script),
        ([ROOT / "docs" / "members.md"], of_page),
        (ROOT.glob("docs/methods/*.md"), partial(of_page, whole=False)),
    ]
    for files, read in ways:
        for path in sorted(files):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_FOR_OPERATORS):
                yield name, list(read(path))


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """Every text of each file, headings and labels too."""
    return dict(_texts())


@pytest.fixture(scope="module")
def told(shown) -> dict[str, list[str]]:
    """The sentences of each file; of code its prose alone."""
    return {
        name: [
            one
            for text in texts
            if not name.endswith((".py", ".js")) or is_prose(text)
            for one in sentences(text)
        ]
        for name, texts in shown.items()
    }


def test_no_sentence_is_longer_than_a_reader_can_hold(told):
    assert sum(map(len, told.values())) > 3_000
    long = [
        (name, one) for name, said in told.items() for one in said if _counted(one) > MOST_WORDS
    ]
    assert long == []


def test_every_file_can_be_read_at_fourteen(told):
    known = _glossary()
    graded = {
        name: school_grade(spoken, known)
        for name, said in told.items()
        if len(words(" ".join(spoken := [one for one in said if _counted(one) >= 4])))
        >= _ENOUGH_WORDS
    }
    assert len(graded) > 80
    assert {name: grade for name, grade in graded.items() if grade > HIGHEST_GRADE} == {}


@pytest.mark.parametrize("pattern", _NOT_SAID)
def test_one_word_has_one_meaning_and_jargon_stands_aside(shown, pattern):
    search = re.compile(_NOT_IN_CODE.format(f"(?:{pattern})"), re.IGNORECASE).search
    found = [(name, one) for name, said in shown.items() for one in said if search(one)]
    assert found == [], f"say: {_NOT_SAID[pattern]}"


def test_what_was_said_badly_is_not_said_again(shown):
    whole = " ".join(text for texts in shown.values() for text in texts)
    whole = " ".join(re.sub(r"<[^>]+>", "", whole).replace("’", "'").split()).casefold()
    assert len(whole) > 300_000
    assert [old for old in OLD if old.casefold() in whole] == []


def test_the_measure_tells_hard_from_plain(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("{% if a %}<p>One {{ b }} two.</p>{% endif %}<p>Three <a>four</a> five.</p>")
    assert list(of_template(page)) == ["One Town two.", "Three four five."]
    page.write_text(
        "{% if a %}{{ 'x y' if b else 'z' }}{% elif c %}<p>Seldom.</p>{% else %}No{% endif %}"
    )
    assert set(of_template(page)) == {"x y", "z", "Seldom.", "No"}
    hard = (
        "Notwithstanding administrative considerations, organisations anticipate rationalisation."
    )
    assert school_grade([hard], set()) > 20 > HIGHEST_GRADE > school_grade(["We see a map."], set())


def _counted(sentence: str) -> int:
    return len(words(sentence))


def _glossary() -> set[str]:
    page = (ROOT / "docs" / "glossary.md").read_text()
    first = re.findall(r"^\| ([A-Z][\w ]+?)(?: \(|\s*\|)", page, re.MULTILINE)
    singles = {word.lower() for one in first for word in one.split()}
    return singles | {f"{one[:-1]}ies" if one.endswith("y") else f"{one}s" for one in singles}
