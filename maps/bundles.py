"""The map page's scripts as one file, and its styles as another.

The page then asks for two files rather than for three dozen, which is what a slow network counts;
and the same two texts stand inline in the map that travels as an e-mail.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from maps import assets, shell

SCRIPT = "map.js"
SHEET = "map.css"
#: Files of the static folder's address that are put together here.
NAMES = (SCRIPT, SHEET)
_OWN_SHEETS = ("estate-map.css", "estate-panel.css")
#: Not in the file that travels: a browser fetches from it only what a name needs.
_SERVED_SHEET = "typeface-more.css"
_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
_SOURCE_MAP = re.compile(r"^/[/*]# sourceMappingURL=.*$", re.MULTILINE)


@cache
def script() -> str:
    """Leaflet and its like, Folium's map, then our own modules, which need both."""
    folium = shell.render_shell()
    vendor = [_read(assets.STATIC_DIR / path) for path in folium.scripts]
    ours = _read(assets.VENDOR_DIR / assets.BUNDLE)
    return "\n;\n".join([folium.inline_script, *vendor, folium.script, ours])


@cache
def sheet() -> str:
    """The styles as they are served: pictures by their paths below the static folder."""

    def address(picture: Path) -> str:
        return picture.relative_to(assets.STATIC_DIR).as_posix()

    return styles(address) + own_styles(_SERVED_SHEET, address)


def styles(address: Callable[[Path], str]) -> str:
    """All styles of the map in their order, each picture under the address given for its file."""
    folium = shell.render_shell()
    vendor = [own_styles(path, address) for path in folium.styles]
    ours = [own_styles(path, address) for path in _OWN_SHEETS]
    return "\n".join([*vendor, folium.inline_style, *ours])


def own_styles(name: str, address: Callable[[Path], str]) -> str:
    """One sheet of the static folder; ``data:`` and ``#`` addresses stay as they are."""
    path = (assets.STATIC_DIR / name).resolve()

    def rewritten(found: re.Match[str]) -> str:
        if found[2].startswith(("data:", "#")):
            return found[0]
        return f'url("{address((path.parent / found[2]).resolve())}")'

    return _URL.sub(rewritten, _read(path))


def served(name: str) -> tuple[str, str]:
    """Text and media type of one of the ``NAMES``."""
    return (script(), "text/javascript") if name == SCRIPT else (sheet(), "text/css")


def _read(path: Path) -> str:
    return _SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))
