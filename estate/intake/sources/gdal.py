"""GDAL as it may be used on files that anybody sends: on files alone, never on the network.

A GML file can name an address from which its schema is to be fetched, a VRT another file of the
machine, a coordinate system an address of its definition. Nothing of a sender's choosing is
asked for anything.
"""

from collections.abc import Iterable
from functools import cache

import pyogrio
import pyproj.network

#: Drivers that read what ``content.Form`` names; all others are not there in a reader's process.
DRIVERS = frozenset(
    {
        "ESRI Shapefile",
        "MapInfo File",
        "GPKG",
        "OpenFileGDB",
        "FlatGeobuf",
        "GML",
        "LIBKML",
        "KML",
        "CSV",
    }
)
#: A proxy that is not there: what should still ask for an address gets no answer at once.
_NO_PROXY = "http://127.0.0.1:9"
NO_NETWORK = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_DOWNLOAD_WFS_SCHEMA": "NO",
    "GML_USE_SCHEMA_IMPORT": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "LIBKML_RESOLVE_STYLE": "NO",
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "/nothing-is-fetched",
    "GDAL_HTTP_PROXY": _NO_PROXY,
    "GDAL_HTTPS_PROXY": _NO_PROXY,
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_NETRC": "NO",
}


@cache
def keep_to_files() -> None:
    """Set GDAL's and PROJ's options of this process so that neither asks the network."""
    pyogrio.set_gdal_config_options(NO_NETWORK)
    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]


def environment(held: Iterable[str]) -> dict[str, str]:
    """The same for a process not yet started, which shall have no drivers beyond ``DRIVERS``;
    ``held`` are those that its GDAL would have."""
    skipped = ",".join(sorted(set(held) - DRIVERS))
    return {**NO_NETWORK, "GDAL_SKIP": skipped, "PROJ_NETWORK": "OFF"}


def require_only_ours() -> None:
    """``RuntimeError`` where this process has drivers beyond ``DRIVERS``."""
    others = set(pyogrio.list_drivers()) - DRIVERS
    if others:
        raise RuntimeError(f"GDAL was loaded with drivers that no reader shall have: {others}")
