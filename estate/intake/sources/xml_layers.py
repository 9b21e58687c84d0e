"""KML and GML: no entities, no schema fetched, the features counted by a parser of our own.

GDAL's drivers may fetch the schema that a file names and write files beside it; so they are
given a copy without the schema's address, in a folder of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from estate.errors import FileRefused
from estate.intake.sources.common import Source, check_count, pick_layer
from estate.intake.sources.content import Form
from estate.intake.sources.delimited import decode
from estate.intake.sources.layers import layer_names, read_layer, stated_facts

_SCHEMA = re.compile(
    r"""\s[\w.-]+:(?:schemaLocation|noNamespaceSchemaLocation)\s*=\s*("[^"]*"|'[^']*')"""
)
_DECLARED = re.compile(r"""(<\?xml[^>]*?encoding\s*=\s*)["'][^"']*["']""")
_MATCHED = re.compile(r"""numberMatched\s*=\s*["'](\d+)["']""")
_MEMBERS = ("member", "featureMember")


def open_xml(path: Path, folder: Path, form: Form, layer: str | None, crs: str | None) -> Source:
    """Read one layer of a KML or GML file."""
    text = _text(path)
    if re.search(r"<!(DOCTYPE|ENTITY)", text):
        raise FileRefused(
            f"{path.name} defines entities (DOCTYPE), which are not read; export it again without."
        )
    copy = folder / f"layers.{form.value.lower()}"
    bare = _SCHEMA.sub("", _DECLARED.sub(r'\1"UTF-8"', text, count=1))
    copy.write_text(bare, "utf-8")
    claimed = _count(path, copy, form)
    names = layer_names(copy, path.name)
    facts = {name: stated_facts(copy, name, path.name) for name in names}
    check_count(path, claimed, sum(count for count, _ in facts.values()))
    filled = [name for name in names if facts[name][0]]
    name = pick_layer(path, filled or names, layer)
    count, stated = facts[name]
    source = read_layer(copy, form.value, name, crs=crs, stated=stated, layers=filled,
                        shown_as=path.name)  # fmt: skip
    check_count(path, count, source.record_count)
    return replace(source, notes=(*source.notes, *_page(text, claimed)))


def _text(path: Path) -> str:
    content = path.read_bytes()
    declared = re.search(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""", content[:200])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content, path.name)[0]


def _count(path: Path, copy: Path, form: Form) -> int:
    """Features by our own count: placemarks, or members of the collection."""
    try:
        return sum(_features(copy, form))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileRefused(f"{path.name} is not well-formed XML; export it again.") from error


def _features(copy: Path, form: Form) -> Iterator[int]:
    depth = 0
    above: list[str] = []
    for event, element in iterparse(copy, events=("start", "end"), forbid_dtd=True):
        name = str(element.tag).rpartition("}")[2]
        if event == "start":
            depth += 1
            parent = above[-1] if above else ""
            above.append(name)
            if form is Form.KML:
                yield name == "Placemark"
            elif depth == 3:
                yield parent in (*_MEMBERS, "featureMembers")
        else:
            depth -= 1
            above.pop()
            element.clear()


def _page(text: str, claimed: int) -> list[str]:
    found = _MATCHED.search(text[:5000])
    if found is None or int(found[1]) <= claimed:
        return []
    return [f"This is one page of a download: {claimed:,} of {int(found[1]):,} features."]
