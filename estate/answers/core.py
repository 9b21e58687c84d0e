"""What the doors ask: facts of the register led through the pure core.

Both the command line and HTTP call these functions, so that a figure is the same at every
door. Answers are kept per (register version, edition), so a writer's next read sees its write.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pandas as pd
from sqlalchemy import Connection

from estate import clock, colocation, costs
from estate.answers.cache import Kept
from estate.answers.candidates import EVERYTHING, Candidates, lonlat, named
from estate.assumptions import AssumptionSet
from estate.capacity import space_rule
from estate.colocation import CandidateFilter, Ranking
from estate.costs import CostTotal
from estate.frames import Estate
from estate.quality import GapReport, gap_report
from estate.register import visibility as v
from estate.register.queries import estate as facts
from estate.register.queries import quality as quality_facts
from estate.register.queries import versions


class Answers(Kept):
    """What is asked of the whole estate; one per process."""

    def estate(self, connection: Connection, reader: v.Reader, today: date | None = None) -> Estate:
        """All facts this reader may see, as frames, with the space standards of a day."""
        return self._estate(connection, reader, current_assumptions(connection), today)

    def _estate(
        self,
        connection: Connection,
        reader: v.Reader,
        assumptions: AssumptionSet,
        today: date | None = None,
    ) -> Estate:
        # Facts of one version differ by day in the space standards alone.
        version, day = versions.version_and_standards(connection, today or clock.today())
        key = ("estate", version, reader.edition, day, assumptions)
        rule = space_rule(assumptions, day)
        return self.kept(key, lambda: facts.load_estate(connection, reader, rule))

    def costs(
        self, connection: Connection, reader: v.Reader, assumptions: AssumptionSet | None = None
    ) -> pd.DataFrame:
        """Annual premises cost of every property with its tier (``costs.property_costs``)."""
        assumptions = assumptions or current_assumptions(connection)
        estate = self._estate(connection, reader, assumptions.published or assumptions)
        return self.kept(
            ("costs", estate.version, reader.edition, assumptions),
            lambda: costs.property_costs(
                estate.properties, estate.costs, assumptions, estate.leases
            ),
        )

    def premises_cost(self, connection: Connection, reader: v.Reader) -> CostTotal:
        """Premises cost of the extrapolation base with its range and imputed share."""
        assumptions = current_assumptions(connection)
        properties = self.estate(connection, reader).properties
        excluded = assumptions.names("extrapolation_excluded_types")
        counted = properties["operational"].eq(True) & ~properties["type_code"].isin(excluded)
        return costs.total(self.costs(connection, reader)[counted], assumptions)

    def candidates(
        self,
        connection: Connection,
        reader: v.Reader,
        today: date,
        assumptions: AssumptionSet | None = None,
        question: CandidateFilter = EVERYTHING,
        *,
        best: int | None = None,
    ) -> Candidates:
        """Candidates that answer a question, ranked from what this reader may see; the ``best``
        so many of its order, or all. Names in the question may be written in any case of letters
        and are refused where they name nothing (``named``).
        ``assumptions`` are the county's current set unless given. Of a set that is only tried, the
        facts stand as under the published one: a need shown to 100 m² would tell staff numbers
        if its reader could move the standard behind it.

        Facts, with the trees that find one property's neighbours, and whole rankings
        are kept; a filter never changes a score. An organisation that has not signed is shown
        those that concern it, as pending, and no others.
        """
        only_concerned = not reader.is_signatory
        if only_concerned:
            reader = replace(reader, is_signatory=True)
        assumptions = assumptions or current_assumptions(connection, today)
        estate = self._estate(connection, reader, assumptions.published or assumptions, today)
        question = named(connection, reader, estate, question)
        key = (estate.version, reader.edition, today, assumptions)
        points = self.kept(("lonlat", *key), lambda: lonlat(estate))
        costs = self.costs(connection, reader, assumptions)
        facts = self.kept(
            ("facts", *key), lambda: colocation.gather(estate, assumptions, today, True, costs)
        )

        def rank(best: int | None = None) -> Ranking:
            return colocation.ranked(
                facts,
                question.conditions,
                concerned=reader.organisation,
                only_concerned=only_concerned,
                best=best,
            )

        if question.conditions == EVERYTHING and not only_concerned:
            ranking = self.kept(("candidates", *key), rank)
        elif best is not None and question.is_whole_order:
            # Of a filtered few only the best are needed.
            ranking = rank(best)
        else:
            ranking = self.part("candidates", (*key, question.conditions, only_concerned), rank)
        return Candidates(colocation.arranged(ranking, question), assumptions, question, points)

    def quality(
        self, connection: Connection, reader: v.Reader, organisation: str, today: date
    ) -> GapReport:
        """One organisation's gap report, from what this reader may see."""
        found = quality_facts.load_facts(connection, reader, organisation)
        assumptions = current_assumptions(connection)
        costs = self.costs(connection, reader, assumptions)
        return gap_report(found, self.estate(connection, reader, today), costs, assumptions, today)

    def involved(self, connection: Connection, reader: v.Reader, today: date) -> frozenset[UUID]:
        """Properties that take part in a candidate, as guest or host."""
        names, _ = self.candidates(connection, reader, today).by_property()
        return frozenset(map(UUID, names.tolist()))


def current_assumptions(connection: Connection, today: date | None = None) -> AssumptionSet:
    """The county's current assumption set, or the documented defaults, as of a day: its sums are
    in the money of that day's financial year, unless it names another."""
    row = versions.current_assumptions(connection)
    found = AssumptionSet()
    if row is not None:
        found = AssumptionSet(str(row["assumption_set_id"]), row["name"], row["overrides"])
    return found.dated(today or clock.today())
