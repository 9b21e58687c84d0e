"""A version of the protocol is put on record, whichever door asks."""

from api.http.writing import Doing
from api.protocol import schemas
from estate.answers.club.protocol import Protocol, protocol
from estate.club.protocol import ProtocolText
from estate.errors import NotAllowed
from estate.register.writes import area as writes


def adopted(do: Doing, sent: schemas.VersionAdopted) -> Protocol:
    """A new version is on record; those under the version before hold until the end given."""
    demand_administrator(do)
    text = ProtocolText(
        0, sent.title, sent.introduction, tuple(sent.principles), sent.source, sent.adopted_on
    )
    writes.adopt_protocol(
        do.connection, text, previous_ends_on=sent.previous_ends_on, by=do.bearer.by
    )
    return protocol(do.context)


def demand_administrator(do: Doing) -> None:
    """``NotAllowed`` for everybody but administrators."""
    if not do.bearer.is_administrator:
        raise NotAllowed("Administrators put the protocol and its signatures on record.")
