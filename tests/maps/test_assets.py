import json
from pathlib import Path

import pytest

from maps import assets


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


def test_licences_travel_with_the_code(vendor: None) -> None:
    for package in assets.VENDOR_FILES:
        texts = [p for p in (assets.VENDOR_DIR / package).iterdir() if "LICEN" in p.name.upper()]
        assert texts, package


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
