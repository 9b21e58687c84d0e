"""Workbooks whose columns have been taken for something else, made anew."""

from pathlib import Path

import openpyxl


def lease_book(path: Path) -> None:
    """A cover, headings over two rows, and the property's cells merged over its leases."""
    book = openpyxl.Workbook()
    cover, sheet = book.worksheets[0], book.create_sheet("Leases")
    cover.title = "Cover"
    cover["A1"] = "Lease book of the council"
    for row in (
        ["Property", None, "Lease", None, None, None],
        ["Property Ref", "Site Name", "Lease Ref", "Tenant", "Expiry", "Annual Rent"],
        ["P1", "Old Hall", "L1", "Alpha Ltd", "24/03/2029", "£1,200"],
        [None, None, "L2", "Beta Ltd", "24/03/2030", "£250 pcm"],
        ["P2", "New Hall", "L3", "Gamma Ltd", "24/03/2031", "Peppercorn"],
    ):
        sheet.append(row)
    for area in ("A1:B1", "C1:F1", "A3:A4", "B3:B4"):
        sheet.merge_cells(area)
    book.save(path)


WORKBOOKS = {"42.xlsx": lease_book}
