"""One word, one meaning: what the names of types are held to."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: ``Rows = list[NewRow]`` at the start of a line; what is called (``TypeVar(…)``) names no type.
ALIAS = re.compile(r"^([A-Z]\w*[a-z]\w*) = (?![\w.]+\()", re.MULTILINE)


def test_no_type_alias_is_defined_twice() -> None:
    tops = ("estate", "api", "maps", "sample_data")
    files = (file for top in tops for file in (ROOT / top).rglob("*.py"))
    count = Counter(name for file in files for name in ALIAS.findall(file.read_text("utf-8")))
    assert count["Row"] == count["Floats"] == count["NoQueryIs"] == 1
    assert [name for name, times in count.items() if times > 1] == []


def test_a_plan_says_of_what_and_who_reads_is_no_process() -> None:
    """Words of the glossary that once named a second thing as well, or one that says too little."""
    files = [file for top in ("estate", "api") for file in (ROOT / top).rglob("*.py")]
    texts = [file.read_text("utf-8") for file in files]
    assert not [text for text in texts if re.search(r"^class Plan\b", text, re.MULTILINE)]
    of_one = ("Reader", "Level", "Edition", "TownQuestion", "PropertyColumns", "TownPlan")
    for name in of_one:
        assert sum(len(re.findall(rf"^class {name}\b", one, re.MULTILINE)) for one in texts) == 1


def test_what_writes_asks_for_who_writes_once() -> None:
    """``DoingIs`` is connection, sender, reader, day and context of a write: no route gathers them
    by itself. And no described route answers with a dictionary that says nothing of itself."""
    apart, untold = [], []
    for file in (ROOT / "api").rglob("*.py"):
        text = file.read_text("utf-8")
        routed = "@router." in text or "@pages." in text
        if not routed or file.name in ("writing.py", "dependencies.py"):
            continue
        for one in ast.parse(text).body:
            if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            kinds = {ast.unparse(arg.annotation) for arg in one.args.args if arg.annotation}
            if {"Writing", "BearerIs"} <= kinds and kinds & {"ReaderIs", "Today"}:
                apart.append(f"{file.name}: {one.name}")
            is_route = any("router." in ast.unparse(by) for by in one.decorator_list)
            told = "include_in_schema=False" not in text
            if is_route and told and one.returns and "dict[" in ast.unparse(one.returns):
                untold.append(f"{file.name}: {one.name}")
    assert apart == []
    assert untold == []


def test_no_function_of_one_file_stands_in_another_too() -> None:
    """Alike in arguments and body, beyond what a tower may not import of another: those few are
    named here, and none is to come."""
    apart = {"sha256", "_seen", "_base", "_known", "table_of", "address"}
    places: dict[tuple[str, ...], dict[Path, str]] = {}
    for top in ("estate", "api", "maps", "sample_data"):
        for file in (ROOT / top).rglob("*.py"):
            lines = (text := file.read_text("utf-8")).splitlines()
            for one in ast.parse(text).body:
                if not isinstance(one, ast.FunctionDef) or one.decorator_list:
                    continue
                told = one.body[ast.get_docstring(one, clean=False) is not None :]
                body = " ".join(lines[told[0].lineno - 1 : one.end_lineno]) if told else ""
                if len(body) > 35:
                    called = (*(arg.arg for arg in one.args.args), body)
                    places.setdefault(called, {})[file] = one.name
    twice = [set(found.values()) for found in places.values() if len(found) > 1]
    assert [names for names in twice if not names & apart] == []


def test_the_product_is_formatted_as_the_formatter_has_it() -> None:
    """No line of the product is kept from the formatter."""
    tops = ("estate", "api", "maps", "sample_data")
    files = [file for top in tops for file in (ROOT / top).rglob("*.py")]
    assert not [file.name for file in files if "fmt: skip" in file.read_text("utf-8")]
