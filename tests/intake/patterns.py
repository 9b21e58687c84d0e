"""Every pattern of the program, and texts that make a careless one take the square of their length.

The texts are repeats of what a pattern's parts match, alone and in pairs, so that each of its
loops is met; a new pattern is met without being listed anywhere.
"""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_code: Any = importlib.import_module("re._constants")
_REPEATS = (_code.MAX_REPEAT, _code.MIN_REPEAT, _code.POSSESSIVE_REPEAT)
_OF_CATEGORY = {
    _code.CATEGORY_DIGIT: "1", _code.CATEGORY_SPACE: " ", _code.CATEGORY_WORD: "a",
    _code.CATEGORY_NOT_DIGIT: "z", _code.CATEGORY_NOT_SPACE: "z", _code.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
#: From so much time (seconds of the processor) on it is asked how it grows.
_NOTICED = 0.002
#: Four times the text may take so many times as long; the square would be 16.
_GROWTH = 9.0
#: So many looks in a row must find it.
_LOOKS = 4
#: What takes no longer than so does no harm, however it grows: in few milliseconds what others do
#: in the processor's caches weighs more than the text.
_HARMS = 0.05


def modules(*packages: ModuleType) -> Iterator[ModuleType]:
    """The modules of some packages."""
    for package in packages:
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns(*packages: ModuleType) -> dict[str, "re.Pattern[str]"]:
    """Patterns by where they stand: compiled ones of a module, and those written into a call."""
    found: dict[str, re.Pattern[str]] = {}
    for module in modules(*packages):
        for name, value in vars(module).items():
            for number, pattern in enumerate(_within(value)):
                found[f"{module.__name__}.{name}.{number}"] = pattern
        for line, pattern in _in_calls(Path(str(module.__file__)).read_text("utf-8")):
            found[f"{module.__name__}:{line}"] = pattern
    known: set[tuple[str, int]] = set()
    return {
        name: pattern for name, pattern in found.items()
        if isinstance(pattern.pattern, str)
        and (key := (pattern.pattern, pattern.flags)) not in known and not known.add(key)  # type: ignore[func-returns-value]
    }  # fmt: skip


def _within(value: Any, depth: int = 0) -> Iterator["re.Pattern[str]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | dict) and depth < 3:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _within(part, depth + 1)


def _in_calls(text: str) -> Iterator[tuple[int, "re.Pattern[str]"]]:
    if not re.search(r"\bre\.(?!compile)[a-z]+\(", text):
        return  # a module without such a call need not be taken apart
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            and node.func.attr != "compile"
            and node.args and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):  # fmt: skip
            flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else re.NOFLAG
            yield node.lineno, re.compile(node.args[0].value, flags)


def tokens(pattern: "re.Pattern[str]") -> list[str]:
    """What the parts of a pattern match, the shortest of each."""
    found: dict[str, None] = {}
    for token in _tokens(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        if token and len(token) < 60:
            found[token] = None
    return list(found)


def _tokens(tree: Any) -> Iterator[str]:
    for op, given in tree:
        yield _one(op, given)
        if op is _code.BRANCH:
            for branch in given[1]:
                yield _all(branch)
                yield from _tokens(branch)
        elif op is _code.SUBPATTERN:
            yield from _tokens(given[3])
        elif op in _REPEATS:
            yield from _tokens(given[2])
        elif op is _code.IN:
            yield from (_member(*part) for part in given if part[0] is not _code.NEGATE)


def _all(tree: Any) -> str:
    return "".join(_one(op, given) for op, given in tree)


def _one(op: Any, given: Any) -> str:
    if op is _code.LITERAL:
        return chr(given)
    if op is _code.NOT_LITERAL or op is _code.ANY:
        return "z"
    if op is _code.IN:
        return "z" if given[0][0] is _code.NEGATE else _member(*given[0])
    if op is _code.BRANCH:
        return _all(given[1][0])
    if op is _code.SUBPATTERN:
        return _all(given[3])
    if op in _REPEATS:
        return _all(given[2]) * max(1, min(given[0], 30))
    return _all(given) if op is _code.ATOMIC_GROUP else ""


def _member(op: Any, given: Any) -> str:
    if op is _code.LITERAL:
        return chr(given)
    return chr(given[0]) if op is _code.RANGE else _OF_CATEGORY.get(given, "z")


def bits(found: Iterable[str], pairs: int) -> list[str]:
    """Tokens, and pairs of the first of them."""
    alone = list(dict.fromkeys(found))
    both = [a + b for a in alone[:pairs] for b in alone[:pairs] if a != b]
    return list(dict.fromkeys([*alone, *both]))


def repeated(bit: str, letters: int) -> str:
    """So many letters of nothing else, and at their end one that fits nothing."""
    return (bit * (letters // len(bit) + 1))[:letters] + "!"


def grows_too_fast(read: Callable[[str], Any], bit: str, longest: int) -> str | None:
    """How reading repeats grows, where it grows faster than their length; None where it does
    not. Time is the processor's for this thread; what a busy machine still changes (others'
    work in its caches makes the longer text dearer) does not hold at each of several looks."""
    for letters in (longest // 16, longest // 4):
        if _seconds(read, repeated(bit, letters)) < _NOTICED:
            continue
        looks = [_grows(read, bit, letters)]
        while looks[-1] and len(looks) < _LOOKS:
            looks.append(_grows(read, bit, letters))
        if looks[-1]:
            return looks[-1]
    return None


def _grows(read: Callable[[str], Any], bit: str, letters: int) -> str | None:
    """One look: whether four times the text takes more than its share."""
    less = min(_seconds(read, repeated(bit, letters)) for _ in range(3))
    more = min(_seconds(read, repeated(bit, 4 * letters)) for _ in range(3))
    if less > _NOTICED and more > max(_HARMS, _GROWTH * less):
        return f"{bit[:30]!r} × {letters:,}: {less:.4f} s, × {4 * letters:,}: {more:.4f} s"
    return None


def _seconds(read: Callable[[str], Any], text: str) -> float:
    start = time.thread_time()
    with suppress(Exception):  # whatever it says, it is the time that is asked for
        read(text)
    return time.thread_time() - start
