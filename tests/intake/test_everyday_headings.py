"""Everyday headings mean what they say: those that offices have used, and their kind."""

import pandas as pd
import pytest

from estate.codes import RecordKind
from estate.intake.columns.recognition import proposal

#: Field → headings.
HEADINGS = {
    "local_ref": """
        Asset Ref; ASSET_REF; Asset Ref No; Property No; Property Ref No; Terrier No;
        Terrier Ref; Building Ref; Estate Ref; Estates Ref; Unique ID; Site No; URN; ODS
        Code; UPN; Ref No; Asset Code; Bldg Code; Prop Ref; PropertyRef; Property_ID;
        Site ID; Asset_Id; ASSETNO; Asset reference number; Ref.; Property Reference
        Code; Local Ref; Premises ID; Building_ID; Estate Reference No; Property Code No""",
    "easting": """
        X_COORD; POINT_X; OSGB Easting; EASTING_X; GridX; X Coord; Eastings (OS);
        BNG_EASTING; CoordX""",
    "northing": """
        Y_COORD; POINT_Y; OSGB Northing; Northings""",
    "coordinate_text": """
        OS Grid Ref; NGR; Grid Ref; OS Map Ref; Grid reference (OS); OSGR; National Grid
        Ref""",
    "site_area_ha": """
        Area (ha); Hectares; Acres; Site land area (Hectare); Site Area (Ha); AREA_HA;
        Land Area (ha); Size (hectares); Area in Hectares; Site area acres; Plot Area
        (acres); Area Ha""",
    "gia_m2": """
        Area (m2); Total floor area (m2); Internal Area; GIFA (m2); Floor Area m2; Gross
        Internal Area sqm; GIA (m²); Building Area (m2); Size m2; Floor area (sq m); GIA
        sq ft; Gross Internal Floor Area (GIFA)""",
    "nia_m2": """
        NIA (m2); Net Internal Area; Net lettable area""",
    "book_value_gbp": """
        NBV; Net Book Value; Valuation; Asset Value; EUV; NBV £k; Book Value (£000s);
        Current Value; Carrying Value 31/03/2024; NBV 31/03/2024; Value (£); NBV GBP;
        Book value (pounds)""",
    "book_value_date": """
        Date of Valuation; Valuation Date; Last Valuation Date""",
    "condition": """
        Condition Grade; Condition Rating; Overall Condition Grade; Building Condition;
        Condition (A-D)""",
    "backlog_gbp": """
        Backlog Maintenance; Backlog £m; Backlog Maintenance (£); Maintenance Backlog £;
        Backlog Maintenance Cost (£)""",
    "energy_rating": """
        EPC Rating; DEC Rating; EPC; EPC Band; Energy Rating; EPC Grade""",
    "year_built": """
        Year Built; Date Built; Year of Construction; Construction date; Built""",
    "listed_grade": """
        Listed; Listed Grade; Listed Building; Listing Grade; Listed Building Grade""",
    "conservation_area": """
        Conservation Area; In Conservation Area; Conservation Area (Y/N)""",
    "flood_zone": """
        Flood Zone; EA Flood Zone; Flood Risk Zone""",
    "step_free": """
        Step Free Access; Level Access; Wheelchair Access; Step-free""",
    "parking_spaces": """
        Parking Spaces; Car Parking Spaces; No. of Parking Spaces; Number of Car Spaces""",
    "title_number": """
        Land Registry Title; Title No; Title Number(s); LR Title No.; Land Registry
        Title Number; HMLR Title; Title Nos""",
    "name": """
        DISTNAME; EstablishmentName; Description of Asset; Property Description; School
        Name; Site Name; Building Name; Premises Name; Name of Building; Asset Name;
        BLDG_NAME; Facility; Property; Centre Name; Library Name; PROPERTY NAME""",
    "uprn": """
        LLPG UPRN; NLPG UPRN; UPRN; UPRN_No; Uprn Ref; UPRN (if known); Unique Property
        Ref No; Unique Property Reference Number; UPRNs; Site UPRN""",
    "tenure": """
        Ownership; Owned/Leased; Type of Tenure; Legal Interest; Tenure;
        Freehold/Leasehold; Tenure Type; Tenure Description; Property Tenure; FH/LH;
        Interest""",
    "postcode": """
        Post Code; PostCode; P/code; Site Postcode; Postal code; PCode; Post-code""",
    "post_town": """
        Town; Post Town; City; Town/City; POST_TOWN; Postal Town; Town Name""",
    "status": """
        Status; Property Status; Occupancy Status; Current Status; Asset Status;
        Occupancy; Status Description; Operational Status""",
    "type_code": """
        Type; Property Type; Building Type; Asset Category; Property Category; Use Type;
        Type of Property; Classification; Category; Type Description; Asset Type;
        Property Sub-Type; Property Class""",
    "services": """
        Use; Current Use; Main Use; Usage; Function""",
    "manager": """
        Managing Department; Directorate; Department; Managed by""",
    "owner": """
        Owner; Freeholder; Owner Name; Property Owner""",
    "note": """
        Comments; Notes; Remarks; Additional notes""",
    "opening_hours": """
        Opening Times; Opening Hours""",
    "as_of_date": """
        As at; Last Updated; Date updated""",
}
CELLS = {
    "local_ref": ["A1", "A2", "A3"],
    "easting": ["449000", "448000", "447111"],
    "northing": ["128500", "128600", "129000"],
    "coordinate_text": ["SU 490 285", "SU 480 285", "SU 470 285"],
    "site_area_ha": ["1.2", "0.4", "3"],
    "gia_m2": ["450", "1,200", "88"],
    "nia_m2": ["450", "1,200", "88"],
    "book_value_gbp": ["125000", "1", "88000"],
    "book_value_date": ["31/03/2024", "31/03/2023", "01/04/2020"],
    "condition": ["A", "B", "C"],
    "backlog_gbp": ["1000", "20", "0"],
    "energy_rating": ["A", "C", "D"],
    "year_built": ["1965", "c. 1890", "12/05/1973"],
    "listed_grade": ["II", "II*", "No"],
    "conservation_area": ["Yes", "No", "No"],
    "flood_zone": ["1", "3a", "2"],
    "step_free": ["Yes", "No", "Yes"],
    "parking_spaces": ["12", "0", "40"],
    "title_number": ["HP1", "HP22", "WR3"],
    "name": ["Library", "Old Hall", "Depot East"],
    "uprn": ["100060582011", "100060582012", "10001234567"],
    "tenure": ["Freehold", "Leasehold", "Freehold"],
    "postcode": ["SO23 8RX", "SO23 9NP", "WR11 4AA"],
    "post_town": ["Winchester", "Evesham", "Bath"],
    "status": ["Vacant", "In use", "Let"],
    "type_code": ["Library", "Office", "Depot"],
    "services": ["Library", "Council offices", "Bin store"],
    "manager": ["Estates", "Leisure", "Highways"],
    "owner": ["Alpha Council", "Beta Trust", "Alpha Council"],
    "note": ["x y", "roof", "see file"],
    "opening_hours": ["9-5", "10-4", "Mon 9-5"],
    "as_of_date": ["01/04/2024", "01/04/2024", "01/04/2024"],
}


@pytest.mark.parametrize("field", HEADINGS)
def test_everyday_headings(field: str) -> None:
    for heading in (" ".join(one.split()) for one in HEADINGS[field].split(";")):
        beside: dict[str, list[str]] = {}
        if field != "local_ref":
            beside["Asset ID"] = ["q1", "q2", "q3"]
        if field not in ("name", "local_ref"):
            beside["Asset name"] = ["North Hall", "South Hall", "West Hall"]
        records = pd.DataFrame({**beside, heading: CELLS[field]}, dtype=object)
        taken = {c.heading: c.field for c in proposal(records, RecordKind.PROPERTY).columns}
        assert taken[heading] == field, heading


@pytest.mark.parametrize(
    "heading", ["AMOUNT_GBP", "Amount (£)", "Net Amount GBP", "Value in pounds", "Cost (pounds)"]
)
def test_an_amount_may_name_its_currency(heading: str) -> None:
    cells = {"Property ref": ["A1", "A2"], "Year": ["2024/25"] * 2, "Kind": ["energy", "rent"]}
    records = pd.DataFrame({**cells, heading: ["1200", "1,200.50"]}, dtype=object)
    taken = {c.heading: c.field for c in proposal(records, RecordKind.COST).columns}
    assert taken[heading] == "amount_gbp_pa"
