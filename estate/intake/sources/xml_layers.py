"""KML and GML: no entities, no schema fetched, the features counted by a parser of our own.

GDAL's drivers may fetch the schema that a file names and write files beside it; so they are
given a copy without anything that leads elsewhere, in a folder of its own.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from estate.errors import FileRefused
from estate.intake.sources.common import Source, check_count, pick_layer
from estate.intake.sources.content import Form
from estate.intake.sources.delimited import decode, in_encoding
from estate.intake.sources.description_tables import with_columns
from estate.intake.sources.gdal_layers import layer_names, read_layer, stated_facts
from estate.intake.sources.plain_xml import plain

_DECLARED = re.compile(rb"""<\?xml\s[^<>]*+>""")
_ENCODING = re.compile(rb"""\sencoding\s*+=\s*+["']([\w.-]{1,40})["']""")
#: What the declaration says of an encoding no longer holds once the text is read.
_DECLARATION = re.compile(r"<\?xml\s[^<>]*+>")
_MATCHED = re.compile(r"""\bnumberMatched\s{0,9}=\s{0,9}["'](\d{1,15})["']""")
_HEAD = 400
_MEMBERS = ("member", "featureMember")


def open_xml(path: Path, folder: Path, form: Form, layer: str | None, crs: str | None) -> Source:
    """Read one layer of a KML or GML file."""
    text = _text(path)
    if re.search(r"<!(DOCTYPE|ENTITY)", text):
        raise FileRefused(
            f"{path.name} defines entities (DOCTYPE), which are not read; export it again without."
        )
    claimed = _count(path, text, form)
    copy = folder / f"layers.{form.value.lower()}"
    copy.write_text(plain(text), "utf-8")
    names = layer_names(copy, path.name)
    facts = {name: stated_facts(copy, name, path.name) for name in names}
    check_count(path, claimed, sum(count for count, _ in facts.values()))
    filled = [name for name in names if facts[name][0]]
    name = pick_layer(path, filled or names, layer)
    count, stated = facts[name]
    source = read_layer(
        copy, form.value, name, crs=crs, stated=stated, layers=filled, shown_as=path.name
    )
    check_count(path, count, source.record_count)
    if form is Form.KML:
        source = with_columns(source)
    return replace(source, notes=(*source.notes, *_page(text, claimed)))


def _text(path: Path) -> str:
    """The text of a file without its declaration, in the encoding that this says."""
    content = path.read_bytes()
    declared = _DECLARED.search(content[:_HEAD])
    said = None if declared is None else _ENCODING.search(declared[0])
    text = None
    if said and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        text = in_encoding(content, said[1].decode("ascii"))
    text = decode(content, path.name)[0] if text is None else text
    text = text.removeprefix("\ufeff").lstrip()
    found = _DECLARATION.match(text)
    return text if found is None else text[found.end() :]


def _count(path: Path, text: str, form: Form) -> int:
    """Features by our own count: placemarks, or members of the collection."""
    try:
        return sum(_features(io.BytesIO(text.encode("utf-8")), form))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileRefused(f"{path.name} is not well-formed XML; export it again.") from error


def _features(copy: BinaryIO, form: Form) -> Iterator[int]:
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
