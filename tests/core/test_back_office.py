"""Back-office services by the county's list of 2010: who gives each, and where nobody else does."""

from estate.assumptions import named
from estate.codes import ServiceFunction
from estate.colocation.back_office import FUNCTIONS, groups

from . import factories


def test_groups_are_those_who_give_a_service_today_and_no_others():
    county = factories.estate(
        properties=factories.properties(
            {"id": "A", "organisation": "SYN-X"}, {"id": "B", "organisation": "SYN-Y"},
            {"id": "H", "organisation": "SYN-Y", "sensitivity": "hidden"},
        ),
        occupations=factories.occupations(
            {"property_id": "A", "organisation": "SYN-X", "service_function": "revs_bens",
             "need_m2": 100},
            {"property_id": "B", "organisation": "SYN-Y", "service_function": "employment",
             "need_m2": 60},
            {"property_id": "B", "organisation": "SYN-Y", "service_function": "ict",
             "need_m2": None, "fte": None},
            {"property_id": "H", "organisation": "SYN-X", "service_function": "ict"},
            {"property_id": "A", "organisation": None, "service_function": "ict"},
            {"property_id": "A", "organisation": "SYN-X", "service_function": "library"},
        ),
        organisations=factories.organisations({"id": "SYN-X"}, {"id": "SYN-Y"}),
    )  # fmt: skip
    found = {one.name: one for one in groups(county, named("2026-11"))}
    assert list(found) == list(FUNCTIONS)
    together = found["Revenues and benefits, together with work and pensions"]
    assert together.organisations == ["SYN-X", "SYN-Y"]
    assert (together.is_of_several, together.need_m2) == (True, 160)
    ict = found["Managed ICT service"]
    assert [(one.organisation, one.property_id) for one in ict.users] == [("SYN-Y", "B")]
    assert (ict.is_of_several, ict.need_m2) == (False, None)
    assert found["Tourism"].users == ()


def test_the_list_is_the_countys_and_each_service_stands_once():
    named_once = [one for each in FUNCTIONS.values() for one in each]
    assert len(FUNCTIONS) == 7
    assert len(named_once) == len(set(named_once))
    assert set(named_once) <= set(ServiceFunction)
