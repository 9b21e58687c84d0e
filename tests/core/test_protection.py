"""Which words tell of a protected place, however they are written, and which do not."""

import time
from itertools import product

import pytest

from estate.protection import kind_label, looks_protected, recognise
from estate.protection.recogniser import MAX_LETTERS, sources

#: One sure phrase of each kind; written in every way below.
PHRASES = {
    "refuge": ("women's refuge", "domestic abuse service", "women's aid", "domestic violence unit"),
    "childrens_home": (
        "children's home",
        "respite home for children",
        "children's residential unit",
    ),
    "supported_lodging": ("supported lodgings", "semi-independent", "care leavers' flat"),
    "safe_house": ("safe house", "modern slavery team"),
    "hostel": ("hostel", "night shelter", "homeless unit"),
    "secure_unit": ("secure unit", "secure training centre", "remand home"),
    "custody": ("custody suite", "police cell", "detention centre"),
    "witness": ("witness care unit", "witness protection team", "vulnerable witness suite"),
    "sexual_assault": ("sexual assault referral centre", "rape crisis centre", "SARC"),
    "asylum": ("asylum seekers' accommodation", "refugee house", "UASC"),
    "approved_premises": ("bail hostel", "approved premises", "probation hostel"),
    "mother_and_baby": ("mother and baby unit", "family assessment centre"),
    "covert": ("covert police base", "undercover unit", "special branch office"),
}
WRITTEN = {
    "capitals": str.upper,
    "titles": str.title,
    "typographic apostrophe": lambda text: text.replace("'", "\u2019"),
    "grave accent": lambda text: text.replace("'", "`"),
    "no apostrophe": lambda text: text.replace("'", ""),
    "blank for the apostrophe": lambda text: text.replace("'s", " s"),
    "lost letter": lambda text: text.replace("'", "\ufffd"),
    "misread encoding": lambda text: text.replace("'", "â€™"),
    "question mark": lambda text: text.replace("'s", "?s"),
    "hyphens": lambda text: text.replace(" ", "-"),
    "underscores": lambda text: text.replace(" ", "_"),
    "non-breaking blanks": lambda text: text.replace(" ", "\u00a0"),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "written in one": lambda text: text.replace(" ", "") if text.count(" ") == 1 else text,
    "camel case": lambda text: text.title().replace(" ", "").replace("'S", "s"),
    "plural": lambda text: text if text.endswith("s") else f"{text}s",
    "wide letters": lambda text: "".join(
        chr(ord(letter) + 0xFEE0) if "a" <= letter <= "z" else letter for letter in text
    ),
    "within a sentence": lambda text: f"Let to a charity (since 2019): {text}, 3 rooms",
    "behind an address": lambda text: f"12 Secret Lane, {text}",
}
TELLING = (
    "WRA refuge",
    "DV refuge",
    "D.V. Refuge",
    "S.A.R.C.",
    "Refuge",
    "Réfuge",
    "Refuge (Lane House)",
    "Women's Refuge, Park Lane",
    "Home - Children's",
    "Home, Children's",
    "HOME (CHILDRENS)",
    "Old Hall Road Childrens Home",
    "Address not to be disclosed",
    "Youth custody",
    "Mother & Baby Unit",
    "mother/baby unit",
    "Custody",
    "custody_suite",
    "Kids' Home",
    "16-17 supported accommodation",
)
#: As registers say it.
EVERYDAY = (
    "Emergency accommodation for women and children: women and children accommodation",
    "Approved Premises (Probation)", "Residential care home (children)", "IDVA service",
    "CHILDREN - RESIDENTIAL HOMES", "Childrens Res. Home", "Homeless Persons House",
    "Women's hostel", "Haven (women's refuge)", "Mum & baby unit", "Hostle", "Womens Refudge",
    "Bail and probation hostel", "Family Refuge", "Police safehouse",
    "Young Persons' Home", "Secure Children's Home", "Sexual Assault Centre (SARC)",
    "Supported Lodgings Scheme", "Accommodation for refugees", "UASC house", "Witness Suite",
    "Remand Home", "Hostel (single homeless)", "Detention Suite", "Undercover operations base",
)  # fmt: skip
#: What stands in registers of estates and is none.
INNOCENT = (
    "Old Custody House",
    "Refuge Cottage",
    "Refuge Cottages",
    "YHA Youth Hostel",
    "Youth hostel",
    "Pedestrian refuge",
    "Traffic island refuge area",
    "refuse depot",
    "Refuse Collection Centre",
    "Hostel Lane Depot",
    "Refuge Road car park",
    "Children's Centre",
    "Childrens Library",
    "Sure Start Children's Centre",
    "Home Library Service",
    "Jehovah's Witnesses Kingdom Hall",
    "Fox Covert",
    "The Covert",
    "Covert Wood",
    "Undercover Market",
    "Approved premises for civil marriage",
    "Wedding venue, approved premises",
    "Former Hostel",
    "Old Children's Home site",
    "Probation Office",
    "Police Station",
    "Women's Institute Hall",
    "Secure compound",
    "Secure store",
    "Care Home",
    "Residential home",
    "Old Asylum",
    "Asylum Lane allotments",
    "Customer Contact Centre",
    "Contact centre",
    "Magistrates Court",
    "Bus Shelter",
    "Longford Park, Shelter",
    "Child Health Clinic",
    "Sexual Health Centre",
    "Safe and Well",
    "House",
    "Refugee Council Office",
    "Nature refuge",
    "Refuge island",
    "Detention basin",
    "Short Street",
    "Home Office",
    "Young People's Service",
    "Youth Centre",
    "Family Centre",
    "Mother and Toddler Group",
    "Women's Hospital",
    "Witney library",
    "Halfway House Inn",
    "Bail Street",
    "Bailiff Bridge",
    "Domestic waste depot",
    "Refuse tip",
    "Childrens play area",
    "Children's services",
    "Kids Club",
    "Young People's Library",
    "Witness Stone field",
    "Custody House",
    "Homelessness strategy file",
    "Housing Office",
    "Sheltered housing",
    "Shelter, bus",
    "Safe deposit",
    "Home Farm",
    "Home Guard hut",
    "Youth Hostels Association",
    "Hostel Road garages",
    "http://www.example.org/services/forensic-mental-health",
    "Approved premises (civil ceremonies)",
    "Old Custody House, High Street",
    "Care home for the elderly",
    "Secure cycle store",
    "Mother Teresa school",
    "Family Hub",
    "Afghan Road",
    "Crown Court",
    "HM Prison Long Lartin",
)


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("kind", PHRASES)
def test_recognised_however_it_is_written(kind: str, way: str) -> None:
    for phrase in PHRASES[kind]:
        text = WRITTEN[way](phrase)
        assert kind in {found.kind for found in recognise(text)}, text
        assert text in looks_protected(["Town Hall", text])


@pytest.mark.parametrize("text", [*TELLING, *EVERYDAY])
def test_telling(text: str) -> None:
    assert recognise(text)
    assert looks_protected([text])


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent(text: str) -> None:
    assert not recognise(text)
    assert not recognise(text.upper())


def test_every_kind_has_a_name_and_a_public_source() -> None:
    assert set(sources()) == set(PHRASES)
    for kind, because in sources().items():
        assert "https://" in because
        assert kind_label(kind)


def test_no_cell_takes_long() -> None:
    """Linear: what the bound leaves of a cell is read in a moment, whatever it repeats."""
    parts = ("refuge ", "children s ", "home , ", "a.", "mother and baby ", "'", "-", "s ", "old ",
             "not to be ", "secure unit", ", ", "?s", "\u00ad", "www.", "x", "é")  # fmt: skip
    began = time.monotonic()
    for one, other in product(parts, parts):
        recognise((one + other) * 100_000)
    assert len(recognise("x" * MAX_LETTERS + " refuge")) == 0
    assert time.monotonic() - began < 120  # a hang, not a busy machine
