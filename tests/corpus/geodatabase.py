"""A file geodatabase that holds coded-value domains, written by the library that reads it.

pyogrio writes geodatabases but no domains; the GDAL that it brings does both.
"""

import ctypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyogrio

_INTEGER, _STRING = 0, 4  # OGRFieldType
_UPDATE_VECTOR = 0x04 | 0x01
_ALTER_DOMAIN = 0x40


class _Code(ctypes.Structure):
    """``OGRCodedValue``."""

    _fields_ = (("code", ctypes.c_char_p), ("value", ctypes.c_char_p))


def add_domains(path: Path, layer: str, lists: Mapping[str, Mapping[str, str]]) -> None:
    """Give fields of a written geodatabase a list of what their codes mean."""
    gdal = _library()
    gdal.GDALAllRegister()
    data = gdal.GDALOpenEx(str(path).encode(), _UPDATE_VECTOR, None, None, None)
    assert data, f"GDAL does not open {path}"
    table = gdal.GDALDatasetGetLayerByName(data, layer.encode())
    for name, codes in lists.items():
        kind = _INTEGER if all(map(str.isdigit, codes)) else _STRING
        domain = gdal.OGR_CodedFldDomain_Create(
            f"{name} words".encode(), b"", kind, 0, _codes(codes)
        )
        assert gdal.GDALDatasetAddFieldDomain(data, domain, None), f"no domain for {name}"
        _point_at(gdal, table, name, kind)
    gdal.GDALClose(data)


def _point_at(gdal: Any, table: Any, name: str, kind: int) -> None:
    """Say that a field takes its words from the domain of its name."""
    place = gdal.OGR_L_FindFieldIndex(table, name.encode(), 1)
    field = gdal.OGR_Fld_Create(name.encode(), kind)
    gdal.OGR_Fld_SetDomainName(field, f"{name} words".encode())
    altered = gdal.OGR_L_AlterFieldDefn(table, place, field, _ALTER_DOMAIN)
    assert altered == 0, f"{name} has no domain"


def _codes(codes: Mapping[str, str]) -> Any:
    listed = [_Code(code.encode(), words.encode()) for code, words in codes.items()]
    return (_Code * (len(listed) + 1))(*listed, _Code(None, None))


def _library() -> Any:
    """The very library that pyogrio has loaded, as its wheel brings it or the system has it."""
    beside = Path(pyogrio.__file__).parent.with_name("pyogrio.libs")
    found = sorted(beside.glob("libgdal*"))
    gdal = ctypes.CDLL(str(found[0]) if found else "libgdal.so")
    for name in ("GDALOpenEx", "GDALDatasetGetLayerByName", "OGR_CodedFldDomain_Create",
                 "OGR_Fld_Create"):  # fmt: skip
        getattr(gdal, name).restype = ctypes.c_void_p
    pointer, text, whole = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    gdal.GDALDatasetGetLayerByName.argtypes = [pointer, text]
    gdal.GDALDatasetAddFieldDomain.argtypes = [pointer, pointer, pointer]
    gdal.GDALDatasetAddFieldDomain.restype = ctypes.c_bool
    gdal.OGR_CodedFldDomain_Create.argtypes = [text, text, whole, whole, pointer]
    gdal.OGR_L_FindFieldIndex.argtypes = [pointer, text, whole]
    gdal.OGR_Fld_SetDomainName.argtypes = [pointer, text]
    gdal.OGR_L_AlterFieldDefn.argtypes = [pointer, whole, pointer, whole]
    gdal.GDALClose.argtypes = [pointer]
    return gdal
