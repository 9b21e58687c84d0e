"""The map in one file: opened from an e-mail, with no service and no network behind it.

Scripts, styles and pictures are inlined, and let in by their hashes alone; the answers of the
service are packed as base64 of gzip, so that no imported text stands in the page as such. The
page's policy forbids every request.
"""

import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from maps import assets, bundles, shell, style

#: Panels are packed by the dozen: one is unpacked when a property of its lot is opened.
PANELS_A_LOT = 40
_OWN_SHEET = "standalone.css"
_ADAPTER = "embedded-service.js"
#: Texts that would end, or confuse, the script element they stand in.
_UNSAFE_IN_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)

#: How the module that draws vector tiles ends.
_EXPORT = re.compile(r"export\s*\{\s*([\w$]+) as vectorLayer\s*\};?\s*\Z")
_BASE_MAP = "base-map"

Answers = Mapping[str, bytes]


@dataclass(frozen=True)
class About:
    """What the file says of itself. ``filters`` is in words; the template escapes it."""

    edition: str
    made_on: date
    version: int
    properties: int
    filters: str
    synthetic: bool


def page(
    answers: Answers, panels: Mapping[str, Answers], about: About, base_map: bytes | None = None
) -> bytes:
    """The whole file.

    ``answers`` are JSON bodies by the address that the map asks for; ``panels`` those of one
    property each, by its id (a UUID); ``base_map`` a file of vector tiles, of which the answer for
    the base map tells. Raises assets.AssetError when a script cannot be inlined.
    """
    scripts = _scripts(with_base_map=base_map is not None)
    styles = _styles()
    return (
        _templates()
        .get_template("standalone.html")
        .render(
            policy=_policy(scripts, styles),
            shell=shell.render_shell(),
            styles=styles,
            scripts=scripts,
            icon=_data_url(assets.STATIC_DIR / "icon.svg"),
            lots={"answers": _packed([answers]), **_lots(panels), **_tiles(base_map)},
            about=about,
            made_on=f"{about.made_on.day} {about.made_on:%B %Y}",
            disclaimer=style.browser_config()["disclaimer"],
            config_json=shell.json_for_script(_config(answers, ceil(len(panels) / PANELS_A_LOT))),
        )
        .encode()
    )


def _config(answers: Answers, lots: int) -> dict[str, Any]:
    """The map's own, without what only a service can do."""
    config = style.browser_config()
    feeds: Any = config["feeds"]
    kept = {name: path for name, path in feeds.items() if path in answers or name == "property"}
    return {**config, "feeds": kept, "links": {}, "lots": lots}


def _scripts(*, with_base_map: bool) -> list[str]:
    """What answers instead of a service, what draws a base map if there is one, then the map."""
    drawing = [_drawing()] if with_base_map else []
    adapter = (assets.STATIC_DIR / _ADAPTER).read_text(encoding="utf-8")
    texts = [adapter, *drawing, bundles.script()]
    for text in texts:
        unsafe = _UNSAFE_IN_SCRIPT.search(text)
        if unsafe is not None:
            raise assets.AssetError(f"A script cannot be inlined: it holds {unsafe[0]!r}.")
    return texts


def _drawing() -> str:
    """The module that draws vector tiles as a plain script: a page without a service has no
    address that it could be imported from."""
    module = (assets.VENDOR_DIR / assets.VECTOR_BUNDLE).read_text(encoding="utf-8")
    made, count = _EXPORT.subn(r"window.estateBaseMap.drawing={vectorLayer:\1};", module)
    if count != 1:
        raise assets.AssetError(f"{assets.VECTOR_BUNDLE} does not end with what it exports.")
    return f"(()=>{{{made}}})();"


def _tiles(base_map: bytes | None) -> dict[str, str]:
    return {} if base_map is None else {_BASE_MAP: base64.b64encode(base_map).decode()}


def _styles() -> list[str]:
    return [bundles.styles(_data_url), bundles.own_styles(_OWN_SHEET, _data_url)]


def _data_url(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Nothing may be fetched at all; scripts and styles are those whose hashes stand here."""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: Sequence[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _lots(panels: Mapping[str, Answers]) -> dict[str, str]:
    """Panels in lots that the page finds by the first digits of a property's id."""
    count = ceil(len(panels) / PANELS_A_LOT)
    lots: list[list[Answers]] = [[] for _ in range(count)]
    for property_id, answers in panels.items():
        lots[int(property_id[:8], 16) % count].append(answers)
    return {f"lot-{number}": _packed(lot) for number, lot in enumerate(lots)}


def _packed(lot: Sequence[Answers]) -> str:
    """One JSON object, address → answer, as base64 of gzip."""
    pairs = (
        orjson.dumps(address) + b":" + body for answers in lot for address, body in answers.items()
    )
    return base64.b64encode(gzip.compress(b"{" + b",".join(pairs) + b"}", 9, mtime=0)).decode()


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(assets.PACKAGE_DIR), autoescape=True, undefined=StrictUndefined
    )
