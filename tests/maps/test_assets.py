import json
import shutil
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maps import assets, woff


def test_an_address_that_we_serve_becomes_our_file(vendor: None) -> None:
    for url, path in assets.FOLIUM_URLS.items():
        assert assets.local_path(url) == path
        assert (assets.STATIC_DIR / path).is_file()


def test_an_address_that_we_dropped_on_purpose_is_left_out() -> None:
    assert assets.local_path("https://code.jquery.com/jquery-3.7.1.min.js") is None


def test_an_unknown_address_is_refused() -> None:
    with pytest.raises(assets.AssetError, match="not served by us"):
        assets.local_path("https://cdn.example/leaflet@latest.js")


def test_a_second_build_does_nothing(vendor: None) -> None:
    assert assets.is_current()
    assert assets.build(quiet=True) is False


class TestOurScripts:
    """A folder of their own, with the packages that are there."""

    @pytest.fixture
    def static(self, vendor: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        made = shutil.copytree(assets.STATIC_DIR, tmp_path / "static")
        monkeypatch.setattr(assets, "STATIC_DIR", made)
        monkeypatch.setattr(assets, "VENDOR_DIR", made / "vendor")
        monkeypatch.setattr(assets, "MANIFEST", made / "vendor" / "manifest.json")
        monkeypatch.setattr(assets, "fetch_packages", lambda *_: pytest.fail("npm was asked"))
        return made

    def test_a_changed_one_is_bundled_anew_without_npm(self, static: Path) -> None:
        assert assets.is_current()
        before = (static / "vendor" / assets.BUNDLE).read_text(encoding="utf-8")
        assert 'from"' not in before
        entry = static / "estate-map.js"
        entry.write_text(entry.read_text() + 'import { said } from "./said.js";\nsaid();\n')
        (static / "said.js").write_text('export const said = () => console.log("£1,000 pa");\n')
        assert not assets.is_current()
        assert assets.build(quiet=True) is True
        assert assets.is_current()
        after = (static / "vendor" / assets.BUNDLE).read_text(encoding="utf-8")
        assert "£1,000 pa" in after
        assert "£1,000 pa" not in before

    def test_two_at_once_build_once(self, static: Path) -> None:
        entry = static / "estate-map.js"
        entry.write_text(entry.read_text() + "console.log(1);\n")
        with ThreadPoolExecutor(3) as together:
            done = list(together.map(lambda _: assets.build(quiet=True), range(3)))
        assert sorted(done) == [False, False, True]
        assert assets.is_current()

    def test_a_wrong_one_is_named_and_what_was_there_stays(self, static: Path) -> None:
        (static / "state.js").write_text("export const = 3;\n")
        with pytest.raises(assets.AssetError, match=r"state\.js"):
            assets.build(quiet=True)
        assert (static / "vendor" / assets.BUNDLE).is_file()


def test_licences_travel_with_the_code(vendor: None) -> None:
    for package in assets.VENDOR_FILES:
        texts = [p for p in (assets.VENDOR_DIR / package).iterdir() if "LICEN" in p.name.upper()]
        assert texts, package


def test_a_font_comes_out_of_its_woff_as_it_went_in() -> None:
    tables = {b"cmap": bytes(9), b"head": b"version"}  # the one packs well, the other not at all
    head, body, entries, plain = 44 + 20 * len(tables), b"", b"", b""
    for tag, table in tables.items():
        held = min(table, zlib.compress(table), key=len)
        entries += struct.pack(">4sIIII", tag, head + len(body), len(held), len(table), 7)
        body += held
        plain += table + bytes(-len(table) % 4)
    packed = struct.pack(">4sIIHHIHHIIIII", b"wOFF", 0x10000, 0, 2, *[0] * 9) + entries + body
    at = 12 + 16 * len(tables)
    directory = struct.pack(">4sIII4sIII", b"cmap", 7, at, 9, b"head", 7, at + 12, 7)
    assert woff.unpacked(packed) == struct.pack(">IHHHH", 0x10000, 2, 32, 1, 0) + directory + plain
    for wrong, what in ((b"wOF2" + packed[4:], "no WOFF"), (packed[:-1], "cut short")):
        with pytest.raises(ValueError, match=what):
            woff.unpacked(wrong)


def test_a_changed_file_makes_the_folder_stale(
    vendor: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = json.loads(assets.MANIFEST.read_text(encoding="utf-8"))
    manifest["files"]["leaflet/dist/leaflet.js"] = "0" * 64
    changed = tmp_path / "manifest.json"
    changed.write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setattr(assets, "MANIFEST", changed)
    assert not assets.is_current()


def test_the_lock_file_names_no_registry_and_pins_by_digest() -> None:
    text = (assets.PROJECT_DIR / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all(one["integrity"].startswith("sha512-") for name, one in packages.items() if name)


def test_the_version_follows_the_files(
    vendor: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC_DIR", tmp_path)
    (tmp_path / "a.js").write_text("1", encoding="utf-8")
    assets.version.cache_clear()
    before = assets.version()
    (tmp_path / "a.js").write_text("2", encoding="utf-8")
    assets.version.cache_clear()
    after = assets.version()
    assets.version.cache_clear()
    assert before != after
    assert len(before) == 12
