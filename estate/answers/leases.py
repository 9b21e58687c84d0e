"""The leases that a reader sees, as a list and as a calendar: what page, JSON and files show."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from estate import lease_calendar, lease_list
from estate.answers.core import Answers, current_assumptions
from estate.frames import Estate
from estate.lease_list import Wanted
from estate.register import visibility as v
from estate.register.queries import naming


@dataclass(frozen=True)
class Leases:
    """``listed``: one row a lease (``lease_list.COLUMNS``); ``dated``: the events of the same
    leases (``lease_calendar.COLUMNS``), all of them; ``estate``: what both were made from."""

    listed: pd.DataFrame
    dated: pd.DataFrame
    estate: Estate

    def chosen(self, wanted: Wanted) -> "Leases":
        """Only the leases that a question is about, with all their events."""
        kept = lease_list.chosen(self.listed, self.dated, wanted)
        return replace(self, listed=kept, dated=self.dated[self.dated["lease_id"].isin(kept.index)])


def leases(
    answers: Answers,
    connection: Connection,
    reader: v.Reader,
    today: date,
    wanted: Wanted | None = None,
) -> Leases:
    """Leases as this reader may see them; town and organisation of the question may be written
    in any case of letters, and are refused by name where they name nothing."""
    asked = named(connection, reader, wanted or Wanted())
    assumptions = current_assumptions(connection, today)
    estate = answers.estate(connection, reader, today)

    def make() -> Leases:
        listed = lease_list.work_list(estate, today, assumptions)
        dated = lease_calendar.calendar(estate.leases, estate.lease_events, today, assumptions)
        return Leases(listed, dated, estate)

    key = ("leases", estate.version, reader.edition, today, assumptions)
    return answers.kept(key, make).chosen(asked)


def named(connection: Connection, reader: v.Reader, wanted: Wanted) -> Wanted:
    """The question with town and organisation as the register spells them."""
    town, organisation = wanted.town, wanted.organisation
    if town is not None:
        town = naming.town(connection, town)
    if organisation is not None:
        organisation = naming.organisation(connection, reader, organisation)
    return replace(wanted, town=town, organisation=organisation)
