"""``estate energy`` as typed: the county and one property, as a table, CSV and JSON."""

import json


def test_the_county_and_a_property(typed):
    code, shown, said = typed("energy", "--factors", "2024")
    assert code == 0, said
    assert "All buildings" in shown and "Minimum standards" in shown and "Between" in said + shown
    found = json.loads(typed("energy", "--json")[1])
    code, text, _ = typed("energy", "--csv")
    assert code == 0 and len(text.splitlines()) == len(found["organisations"]) + 2
    assert found["factors"]["year"] == 2025
    one = json.loads(typed("energy", "SYN-CC/SYN-CC-0001", "--json")[1])
    assert one["fuels"] and one["kwh_pa"]["low"] <= one["kwh_pa"]["high"]
    code, shown, said = typed("energy", "SYN-CC/SYN-CC-0001")
    assert code == 0 and "Energy by fuel" in shown
    code, _, said = typed("energy", "--csv", "--json")
    assert code != 0 and "Choose one" in said
