# ruff: noqa: S608 (SQL and SELECT of files that are made to be refused)
"""Files of somebody who means harm: each in a folder of its own, by what it would do.

The addresses they name are those of a listener of the test's own, which must hear nothing.
"""

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
from shapely import box

Maker = Callable[[Path, str], Path]

_FEATURE = (
    "<gml:featureMember><a:t><a:ref>A1</a:ref><a:geom><gml:Point srsName='{srs}'>"
    "<gml:pos>385000 254000</gml:pos></gml:Point></a:geom></a:t></gml:featureMember>"
)
_NAMESPACES = "xmlns:gml='http://www.opengis.net/gml' xmlns:a='http://a'"
_WFS = "{at}/wfs?service=WFS&amp;version=1.1.0&amp;request=DescribeFeatureType&amp;typeName=a:t"
_GRID = "urn:ogc:def:crs:EPSG::27700"


def gml(inside: str, *, root: str = "", before: str = "", srs: str = _GRID) -> str:
    """A GML of one feature with something more in its root, before it or within."""
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>{before}<gml:FeatureCollection {_NAMESPACES} "
        f"{root}>{inside}{_FEATURE.format(srs=srs)}</gml:FeatureCollection>"
    )


def _schema(prefix: str, at: str, sign: str = '"') -> str:
    return f"{prefix}schemaLocation={sign}http://a {_WFS.format(at=at)}{sign}"


def gml_texts(at: str) -> dict[str, str]:
    """Every way of naming the address of a schema that was thought of."""
    xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
    plain = _schema("", at)
    return {
        "no prefix": gml("", root=plain),
        "xsi": gml("", root=xsi + _schema("xsi:", at)),
        "another prefix": gml("", root="xmlns:q='urn:q' " + _schema("q:", at)),
        "a letter beyond ASCII": gml("", root="xmlns:éà='urn:q' " + _schema("éà:", at)),
        "single quotes": gml("", root=_schema("", at, "'")),
        "blanks around": gml("", root=plain.replace("=", " \n = \t", 1)),
        "none of a namespace": gml("", root=plain.replace("schemaL", "noNamespaceSchemaL")),
        "comment before": gml("", before=f"<!-- {plain} -->"),
        "comment within": gml(f"<!-- {plain} -->"),
        "instruction": gml("", before=f"<?x {plain} ?>"),
        "CDATA": gml(f"<gml:description><![CDATA[{plain}]]></gml:description>"),
        "text": gml(f"<gml:description>{plain}</gml:description>"),
        "a value": gml("", root=f"xmlns:n='urn:n' n:note='{plain}'"),
        "its own name": gml("", root=f"xmlns:n='urn:n' {_schema('n:my', at)}"),
        "on a feature": gml("").replace("<a:t>", f"<a:t {plain}>"),
        "import": gml(f"<xs:import xmlns:xs='http://www.w3.org/2001/XMLSchema' {plain}/>"),
        "link": gml(
            f"<gml:boundedBy xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='{at}/x#y'/>"
        ),
        "system": gml("", srs=f"{at}/system"),
        "WFS request in a comment": gml("", before=f"<!-- {at}/wfs?request=GetFeature -->"),
    }


def kml_texts(at: str) -> dict[str, str]:
    """A KML whose parts lie elsewhere."""
    mark = "<Placemark><name>A1</name><Point><coordinates>-2.2,52.2</coordinates></Point>{}"
    whole = ("<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>{}"
             f"{mark.format('')}</Placemark></Document></kml>")  # fmt: skip
    return {
        "network link": whole.format(
            f"<NetworkLink><Link><href>{at}/link.kml</href></Link></NetworkLink>"
        ),
        "style": whole.format("").replace("</Point>", f"</Point><styleUrl>{at}/s.kml#a</styleUrl>"),
        "icon": whole.format(f"<Style id='s'><IconStyle><Icon><href>{at}/i.png</href></Icon>"
                             "</IconStyle></Style>"),
        "overlay": whole.format(f"<GroundOverlay><Icon><href>{at}/o.png</href></Icon>"
                                "</GroundOverlay>"),
        "schema": whole.format("").replace(
            "</Point>", f"</Point><ExtendedData><SchemaData schemaUrl='{at}/s#t'/></ExtendedData>"
        ),
        "model": whole.format(f"<Placemark><name>m</name><Model><Link><href>{at}/m.dae</href>"
                              "</Link></Model></Placemark>"),
        "schema location": whole.format("").replace("<kml ", f"<kml {_schema('', at)} "),
    }  # fmt: skip


def elsewhere(at: str) -> dict[str, str]:
    """Files that only point at another, under the names of layers that are read."""
    address = f"/vsicurl/{at}/a.geojson"
    vrt = (f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{address}</SrcDataSource>"
           "</OGRVRTLayer></OGRVRTDataSource>")  # fmt: skip
    suffixes = ("gml", "kml", "gpkg", "shp", "tab", "mif", "fgb", "json", "csv", "vrt", "txt")
    found = {f"vrt.{suffix}": vrt for suffix in suffixes}
    service = f"<OGRWFSDataSource><URL>{at}/wfs</URL></OGRWFSDataSource>"
    found |= {f"wfs.{suffix}": service for suffix in ("gml", "xml", "kml")}
    found |= {
        "gdalg.json": f'{{"type": "gdal_streamed_alg", "command_line": "vector read {address}"}}',
        "service.json": f'{{"currentVersion": 10, "url": "{at}/FeatureServer"}}',
        "collections.json": f'{{"links": ["{at}/collections"], "conformsTo": ["ogcapi"]}}',
        "track.gpx": f"<gpx xmlns='http://www.topografix.com/GPX/1/1' {_schema('', at)}></gpx>",
        "feed.xml": f"<rss version='2.0'><channel><link>{at}/feed</link></channel></rss>",
        "mapml.xml": f"<mapml- xmlns='http://www.w3.org/1999/xhtml'><a href='{at}'/></mapml->",
        "entity.gml": gml("&x;", before=f'<!DOCTYPE a [<!ENTITY x SYSTEM "{at}/x">]>'),
        "entity.kml": f'<!DOCTYPE kml SYSTEM "{at}/kml.dtd"><kml></kml>',
    }
    return found


def tab(path: Path, lines: str) -> Path:
    """A MapInfo table of which the .tab says something else than that it is one."""
    for suffix in (".dat", ".map", ".id"):
        path.with_suffix(suffix).write_bytes(b"\x03" + bytes(511))
    path.write_text(f"!table\n!version 300\n!charset WindowsLatin1\n\n{lines}\n", "latin-1")
    return path


def tabs(at: str) -> dict[str, str]:
    """What such a .tab may say."""
    native = 'Definition Table\n  Type NATIVE Charset "WindowsLatin1"\n'
    return {
        "linked": f"Definition Table\n  Type LINKED Charset \"WindowsLatin1\"\n  \"{at}\"",
        "dbf": f"Definition Table\n  File \"/vsicurl/{at}/a.dbf\"\n  Type DBF",
        "view": f"{native}Create View a As Select * From \"/vsicurl/{at}/a\"",
        "open": f"Open Table \"/vsicurl/{at}/a\" Hide\n{native}",
        "seamless": f"{native}begin_metadata\n\"\\IsSeamless\" = \"TRUE\"\nend_metadata",
        "two types": f"{native}Definition Table\n  Type ODBC\n",
        "raster": f"Definition Table\n  File \"/vsicurl/{at}/a.tif\"\n  Type \"RASTER\"",
    }  # fmt: skip


def geopackage(path: Path, *statements: str) -> Path:
    """A GeoPackage of one property, and whatever else SQL makes of it."""
    frame = gpd.GeoDataFrame(
        {"LOCAL_REF": ["A1"], "NAME": ["Hall"], "TYPE_CODE": ["office"]},
        geometry=[box(385000, 254000, 385020, 254020)], crs=27700,
    )  # fmt: skip
    frame.to_file(path, layer="assets", driver="GPKG", engine="pyogrio")
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()
    return path


REGISTERED = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
    "VALUES ('v', 'attributes', 'v', 0)"
)
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999999)"
COMPUTING = {
    "a view of noughts": [
        "CREATE VIEW v AS SELECT 1 AS fid, hex(zeroblob(400000000)) AS NAME", REGISTERED,
    ],
    "a view without end": [
        f"CREATE VIEW v AS {_ENDLESS} SELECT max(i) AS fid, 'A' AS NAME FROM n", REGISTERED,
    ],
    "a view of repeats": [
        "CREATE VIEW v AS SELECT fid, replace(hex(zeroblob(20000000)), '00', 'aaaaaaaaaa') AS NAME "
        "FROM assets", REGISTERED,
    ],
    "a view of products": [
        "CREATE VIEW v AS SELECT a.i AS fid FROM (" + _ENDLESS + " SELECT i FROM n) a, "
        "(SELECT 1 UNION SELECT 2) b", REGISTERED,
    ],
    "a generated column": [
        "ALTER TABLE assets ADD COLUMN note TEXT AS (hex(zeroblob(400000000)))",
    ],
    "a generated column of patterns": [
        "ALTER TABLE assets ADD COLUMN note TEXT AS (printf('%.*c', 400000000, 'x')) VIRTUAL",
    ],
    "a trigger": [
        "CREATE TRIGGER evil AFTER INSERT ON assets BEGIN SELECT zeroblob(400000000); END",
    ],
    "a trigger on the table of contents": [
        "CREATE TRIGGER evil2 AFTER DELETE ON gpkg_contents BEGIN DELETE FROM assets; END",
    ],
    "a virtual table": ["CREATE VIRTUAL TABLE words USING fts4(text)"],
    "a virtual table of words": ["CREATE VIRTUAL TABLE words USING fts5(text)"],
}  # fmt: skip


def workbook_with_links(path: Path, at: str) -> Path:
    """A workbook whose cells and parts name an address."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["LOCAL_REF", "NAME", "TYPE_CODE"])
    sheet.append(["A1", f'=WEBSERVICE("{at}/a")', "office"])
    sheet.append(["A2", f'=HYPERLINK("{at}/b","Hall")', f"='[{at}/book.xlsx]Sheet1'!A1"])
    sheet["A1"].hyperlink = f"{at}/c"
    book.save(path)
    link = (
        "<externalLink xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
        "<externalBook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/"
        "relationships' r:id='rId1'/></externalLink>"
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", link)
        archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels",
                         f"<Relationships><Relationship Id='rId1' Target='{at}/book.xlsx' "
                         "TargetMode='External'/></Relationships>")  # fmt: skip
    return path
