"""Shapes written out in a column of a table."""

import math
from pathlib import Path

import pytest
from shapely import box

from estate.errors import FileRefused
from estate.intake.sources import open_source
from tests.intake.county import EAST, NORTH


def test_shapes_as_text_need_their_system(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'ref,WKT\nA,"{box(EAST, NORTH, EAST + 9, NORTH + 9).wkt}"\nB,\n')
    with pytest.raises(FileRefused, match="look like the British National Grid"):
        open_source(path)
    source = open_source(path, crs="EPSG:27700")
    assert source.geometry is not None
    assert source.geometry[0].area == 81 and source.geometry[1] is None
    path.write_text('ref,WKT\nA,"SRID=4326;POINT Z (-2.2 52.2 9)"\n')
    spoken = open_source(path)
    assert spoken.projection is not None and spoken.projection.epsg == 4326
    assert spoken.geometry is not None and not spoken.geometry[0].has_z


def test_curves_written_as_text_become_lines(tmp_path: Path, shared_data: Path) -> None:
    path, at = tmp_path / "a.csv", f"{EAST} {NORTH}"
    ring = f"{at},{EAST + 4} {NORTH},{EAST + 4} {NORTH + 4},{EAST} {NORTH + 4},{at}"
    round_ = f"{at},{EAST + 2} {NORTH},{at}"  # both points on a diameter of 2 m
    rows = [
        f"POINT({at})",
        f"CURVEPOLYGON(CIRCULARSTRING({round_}))",
        f"MultiSurface (CURVEPOLYGON(CIRCULARSTRING({round_})),(({ring})))",
        f"SRID=27700;CIRCULARSTRING({at},{EAST + 1} {NORTH + 1},{EAST + 2} {NORTH})",
        "",
    ]
    path.write_text("ref,WKT\n" + "".join(f'{i},"{row}"\n' for i, row in enumerate(rows)))
    source = open_source(path)
    assert source.geometry is not None and source.record_count == 5
    kinds = [None if shape is None else shape.geom_type for shape in source.geometry]
    assert kinds == ["Point", "Polygon", "MultiPolygon", "LineString", None]
    assert source.geometry[1].area == pytest.approx(math.pi, rel=0.01)
    assert source.geometry[3].length == pytest.approx(math.pi, rel=0.01)
    assert "Curves became lines in 3 rows." in source.notes
    path.write_text('ref,WKT\n1,"CIRCULARSTRING(0 0, 1)"\n2,"CIRCULARSTRING(0 0,1 1,2 0)"\n')
    with pytest.raises(FileRefused, match="shapes that cannot be read"):
        open_source(path, crs="EPSG:27700")
    real = open_source(shared_data / "formats/fiona/curves_line.csv", crs="EPSG:4326")
    assert real.geometry is not None and all(real.geometry)
