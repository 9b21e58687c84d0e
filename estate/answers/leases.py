"""The leases that a reader sees, as a list and as a calendar: what page, JSON and files show."""

from dataclasses import dataclass, replace

import pandas as pd

from estate.answers.context import ReadContext
from estate.answers.core import whole_estate
from estate.frames import Estate
from estate.leases import events
from estate.leases import work_list as leases_work_list
from estate.leases.work_list import Wanted
from estate.register.queries import naming


@dataclass(frozen=True)
class Leases:
    """``listed``: one row a lease (``leases/work_list.COLUMNS``); ``dated``: the events of the same
    leases (``leases/events.COLUMNS``), all of them; ``estate``: what both were made from."""

    listed: pd.DataFrame
    dated: pd.DataFrame
    estate: Estate

    def chosen(self, wanted: Wanted) -> "Leases":
        """Only the leases that a question is about, with all their events."""
        kept = leases_work_list.chosen(self.listed, self.dated, wanted)
        return replace(self, listed=kept, dated=self.dated[self.dated["lease_id"].isin(kept.index)])


def leases(
    context: ReadContext,
    wanted: Wanted | None = None,
) -> Leases:
    """Leases as this reader may see them; town and organisation of the question may be written
    in any case of letters, and are refused by name where they name nothing."""
    asked = named(context, wanted or Wanted())
    assumptions, today = context.assumptions, context.today
    estate = whole_estate(context)

    def make() -> Leases:
        listed = leases_work_list.work_list(estate, today, assumptions)
        dated = events.calendar(estate.leases, estate.lease_events, today, assumptions)
        return Leases(listed, dated, estate)

    key = ("leases", estate.version, context.reader.edition, today, assumptions)
    return context.cache.once(key, make).chosen(asked)


def named(context: ReadContext, wanted: Wanted) -> Wanted:
    """The question with town and organisation as the register spells them."""
    town, organisation = wanted.town, wanted.organisation
    if town is not None:
        town = naming.town(context.connection, town)
    if organisation is not None:
        organisation = naming.organisation(context.connection, context.reader, organisation)
    return replace(wanted, town=town, organisation=organisation)
