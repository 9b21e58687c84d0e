"""One typed answer for a property: it withholds what the table of levels says, and nothing else."""

from uuid import UUID

import pandas as pd
import pytest
from sqlalchemy import text

from api.properties.page_model import _FACTS
from api.properties.related_tables import spans
from estate.answers import estate_wide
from estate.answers.cache import AnswerCache
from estate.answers.properties.property import PropertyDossier, property_dossier, property_dossiers
from estate.errors import NotFound
from estate.quarters import Quarter
from estate.register import visibility as v
from estate.who_sees_what.property_fields import names
from tests.asking import question

READERS = {
    "public": v.PUBLIC,
    "club": v.CLUB,
    "owner": v.owner("SYN-CC"),
    "party": v.party("SYN-CC", frozenset({"SYN-POL"})),
    "unsigned owner": v.owner("SYN-PST", is_signatory=False),
}
#: Of each of three organisations the two open properties of which most is on record.
_FULLEST = text("""
    select property_id, organisation_code from (
        select p.property_id, organisation_code, row_number() over (
            partition by organisation_code
            order by public_access desc nulls last, num_nonnulls(book_value_gbp, note, decision_ref,
                backlog_gbp, condition, energy_rating, uprn) desc, property_id
        ) as place
        from property p where sensitivity = 'open'
        and organisation_code in ('SYN-CC', 'SYN-POL', 'SYN-PST')
    ) ranked where place <= 2
""")


@pytest.fixture(scope="module")
def dossiers(sample_engine):
    """By reader and property, the owner's own under ``whole``; None where there is no such
    property for that reader."""
    cache = AnswerCache()
    with sample_engine.connect() as connection, pytest.MonkeyPatch.context() as patched:
        # What a cost is imputed from is the whole county: dear, and not what is tried here.
        patched.setattr(estate_wide, "property_costs", lambda context: pd.DataFrame())
        found = {}
        for property_id, organisation in connection.execute(_FULLEST).all():
            signed = organisation != "SYN-PST"
            whole = v.owner(organisation, is_signatory=signed)
            for name, reader in {**READERS, "whole": whole}.items():
                asked = question(connection, reader, cache=cache)
                found[name, property_id] = _of(asked, property_id)
        yield found


def _of(asked, property_id: UUID) -> PropertyDossier | None:
    try:
        return property_dossier(asked, property_id)
    except NotFound:
        return None


def test_each_reader_is_shown_and_refused_what_the_levels_say(dossiers):
    shown, refused = dict.fromkeys(READERS, 0), dict.fromkeys(READERS, 0)
    for (reader, property_id), one in dossiers.items():
        if reader == "whole" or one is None:
            continue
        whole = dossiers["whole", property_id]
        for column in names(_FACTS):
            truth = whole.column(column)
            if one.access.withheld(column) is None:
                assert one.column(column) == truth, (reader, column)
                shown[reader] += truth is not None
            else:
                assert one.column(column) is None, (reader, column)
                refused[reader] += truth is not None
    assert all(shown.values()) and all(refused.values()), (shown, refused)


def test_a_lease_of_another_is_seen_by_its_quarters(dossiers):
    """The club's chart stands on the last days of the quarters that the days lie in."""
    compared = 0
    for (reader, property_id), one in dossiers.items():
        leases = (one and one.detail.leases) or []
        assert all((lease.exact is True) >= (lease.expiry is not None) for lease in leases)
        if reader == "club" and leases:
            whole = [lease.ends for lease in dossiers["whole", property_id].detail.leases]
            seen = [lease.expiry_quarter for lease in leases]
            assert seen == [day and Quarter.of(day) for day in whole]
            drawn = [dict(span.marks).get("ends") for span in spans(leases)]
            assert drawn == [quarter.end for quarter in seen if quarter]
            compared += len(drawn)
    assert compared


def test_many_at_once_are_told_as_each_alone(sample_engine):
    cache = AnswerCache()
    with sample_engine.connect() as connection, pytest.MonkeyPatch.context() as patched:
        patched.setattr(estate_wide, "property_costs", lambda context: pd.DataFrame())
        open_ones = text("select property_id from property where sensitivity = 'open' "
                         "order by md5(property_id::text) limit 60")  # fmt: skip
        for reader in (v.PUBLIC, v.CLUB, v.owner("SYN-CC")):
            asked = question(connection, reader, cache=cache)
            ids = [one for one in connection.scalars(open_ones) if _of(asked, one) is not None]
            together = property_dossiers(asked, ids)
            assert together == [property_dossier(asked, one) for one in ids]
            assert len(together) > 10
            if reader != v.PUBLIC:
                assert sum(len(one.detail.leases) for one in together) > 3
                assert any(one.detail.space.need_m2 for one in together)
        with pytest.raises(NotFound):
            property_dossiers(asked, [*ids, UUID(int=0)])
