"""Sentences that readers stumbled over, and that are said better now, stay away (issue 19).

They are looked for in templates, scripts and every string of the code, whole or in part.
"""

import ast
import re

import pytest

from tests.reading import ROOT

#: Words that were on a page once; the case does not matter.
_OLD = (
    "could be considered for",
    "crow-fly",
    "already past",
    "only a faster decision could meet it",
    "indicative premises effect",
    "pairs with a side in the town",
    "pairs to talk about",
    "smallest outline around them",
    "top-down, own cost",
    "bottom-up portfolio",
    "naive: every pair",
    "bottom-up lies",
    "rest on different evidence and are not averaged",
    "imputed, not reported",
    "of the cost imputed",
    "eight of ten draws",
    "P10 to P90",
    "three lenses",
    "in the last year counted",
    "stand as their published bands",
    "partners squared",
    "adds to the club's gain on average",
    "by how much P90 less P10",
    "stands first. The whole case",
    "0.83 times the need",
    "placeholder of ours",
    "part of the need left by mobile working",
    "as published takes all back",
    "work it out with these",
    "a default of the assumption set",
    "measured as GIA",
    "inside the 1954 act",
    "past its end, runs on",
    "no partner (landlord)",
    "no lease (act by)",
    "takes part in some",
    "rings show the mix of ratings",
    "once the donuts have opened",
    "schools left out",
    "no base map is set up",
    "this register's own candidates add up to",
    "fields beyond it are left out",
    "the club sees the location alone",
    "what its rows are",
    "if the file does not say it all",
    "waits for your word",
    "all of it or nothing",
    "everything is imported or nothing",
    "marked as not in this file",
    "committed as import",
    "it was left out",
    "green availability needs the reference",
    "is to be given differently",
    "in a zone of its own",
    "judged today without that fact",
    "how good the data of",
    "was reckoned anew",
    "critic of all organisations",
    "no identity provider is set up for this service",
    "looking for candidates",
    "nothing is reckoned",
    "a candidate's business case",
)


@pytest.fixture(scope="module")
def said() -> str:
    """All that can reach a page, in one text; blanks are one, apostrophes straight."""
    texts = [
        re.sub(r"<[^>]+>", "", path.read_text())
        for folder in ("api/html/pages/*.html", "maps/*.html", "maps/static/*.js")
        for path in ROOT.glob(folder)
    ]
    for top in ("estate", "api", "maps"):
        for path in (ROOT / top).rglob("*.py"):
            texts += _literals(ast.parse(path.read_text()))
    return " ".join("\n".join(texts).replace("’", "'").split()).casefold()


def _literals(tree: ast.Module) -> list[str]:
    """Every string of a module but its docstrings; of one with names in it the parts."""
    silent = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    return [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in silent
    ]


def test_what_was_said_badly_is_not_said_again(said):
    assert len(said) > 500_000
    assert [old for old in _OLD if old.casefold() in said] == []
