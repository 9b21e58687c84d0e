"""One word, one meaning: what the names of types are held to."""

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
