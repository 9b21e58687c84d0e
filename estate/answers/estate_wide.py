"""What is asked of the whole estate: facts of the register led through the pure core.

Both the command line and HTTP call these functions, so that a figure is the same at every
door. Answers are kept per (register version, edition), so a writer's next read sees its write.
"""

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

import pandas as pd

from estate import clock, colocation, costs
from estate.answers.candidates import rejected_pairs
from estate.answers.candidates.ranked import EVERYTHING, Candidates, lonlat, named
from estate.answers.context import ReadContext
from estate.assumptions import AssumptionSet
from estate.capacity import space_rule
from estate.colocation import CandidateFilter, Ranking
from estate.costs import CostTotal
from estate.energy import consumption as energy
from estate.frames import Estate
from estate.quality import GapReport, gap_report
from estate.register.queries import estate as facts
from estate.register.queries import quality as quality_facts


def whole_estate(context: ReadContext, assumptions: AssumptionSet | None = None) -> Estate:
    """All facts this reader may see, as frames, with the space standards of the day."""
    assumptions = assumptions or context.assumptions
    day = _facts_day(context)
    key = ("estate", context.version, context.reader.edition, *day, assumptions)
    rule = space_rule(assumptions, context.standards_day)
    return context.cache.once(
        key,
        lambda: replace(
            facts.load_estate(context.connection, context.reader, rule),
            network=context.cache.network,
        ),
    )


def _facts_day(context: ReadContext) -> tuple[date, date]:
    """What facts of one version differ by: since when space standards hold, and the day by the
    clock, on which signatures under the protocol have ended or have not."""
    return context.standards_day, clock.today()


def property_costs(context: ReadContext, assumptions: AssumptionSet | None = None) -> pd.DataFrame:
    """Annual premises cost of every property with its tier (``costs.property_costs``)."""
    assumptions = assumptions or context.assumptions
    estate = whole_estate(context, assumptions.published or assumptions)
    return context.cache.once(
        ("costs", estate.version, context.reader.edition, *_facts_day(context), assumptions),
        lambda: costs.property_costs(estate.properties, estate.costs, assumptions, estate.leases),
    )


def energy_used(context: ReadContext, assumptions: AssumptionSet | None = None) -> pd.DataFrame:
    """What every building that the reader sees uses in a year; kept as costs are."""
    assumptions = assumptions or context.assumptions
    estate = whole_estate(context, assumptions.published or assumptions)
    key = ("energy", estate.version, context.reader.edition, context.today, assumptions)
    return context.cache.once(key, lambda: energy.consumption(estate.properties, assumptions))


def premises_cost(context: ReadContext) -> CostTotal:
    """Premises cost of the extrapolation base with its range and imputed share."""
    assumptions = context.assumptions
    properties = whole_estate(context).properties
    excluded = assumptions.names("extrapolation_excluded_types")
    counted = properties["operational"].eq(True) & ~properties["type_code"].isin(excluded)
    return costs.total(property_costs(context)[counted], assumptions)


def candidates(
    context: ReadContext,
    question: CandidateFilter = EVERYTHING,
    *,
    assumptions: AssumptionSet | None = None,
    best: int | None = None,
    with_rejected: bool = False,
) -> Candidates:
    """Candidates that answer a question, ranked from what this reader may see; the ``best``
    so many of its order, or all. Names in the question may be written in any case of letters
    and are refused where they name nothing (``named``).
    ``assumptions`` are the county's current set unless given. Of a set that is only tried, the
    facts stand as under the published one: a need shown to 100 m² would tell staff numbers
    if its reader could move the standard behind it.

    Pairs that a rejection keeps out (``answers.rejected_pairs``) are left out, and named beside
    the list, unless the question is ``with_rejected``.

    Facts, with the trees that find one property's neighbours, and whole rankings
    are kept; a filter never changes a score. An organisation that has not signed is shown
    those that concern it, as pending, and no others.
    """
    only_concerned = not context.reader.is_signatory
    if only_concerned:
        context = context.seen_by(replace(context.reader, is_signatory=True))
    cache, reader = context.cache, context.reader
    assumptions = assumptions or context.assumptions
    estate = whole_estate(context, assumptions.published or assumptions)
    question = named(context.connection, reader, estate, question)
    key = (estate.version, reader.edition, context.today, assumptions)
    points = cache.once(("lonlat", *key), lambda: lonlat(estate))
    known_costs = property_costs(context, assumptions)
    gathered = cache.once(
        ("facts", *key),
        lambda: colocation.gather(estate, assumptions, context.today, True, known_costs),
    )

    whole = with_rejected or only_concerned
    out = () if whole else rejected_pairs.kept_out(context, whole_estate)
    pairs = frozenset(one.pair for one in out)

    def rank(best: int | None = None) -> Ranking:
        return colocation.ranked(
            gathered,
            question.conditions,
            concerned=reader.organisation,
            only_concerned=only_concerned,
            best=best,
            kept_out=pairs,
        )

    if question.conditions == EVERYTHING and not only_concerned:
        ranking = cache.once(("candidates", *key, pairs), rank)
    elif best is not None and question.is_whole_order:
        # Of a filtered few only the best are needed.
        ranking = rank(best)
    else:
        ranking = cache.part("candidates", (*key, question.conditions, only_concerned, pairs), rank)
    arranged = colocation.arranged(ranking, question)
    used = None if only_concerned else partial(energy_used, context, assumptions)
    return Candidates(arranged, assumptions, question, points, out, used)


def quality(context: ReadContext, organisation: str) -> GapReport:
    """One organisation's gap report, from what this reader may see."""
    found = quality_facts.load_facts(context.connection, context.reader, organisation)
    return gap_report(
        found,
        whole_estate(context),
        property_costs(context),
        context.assumptions,
        context.today,
    )


def involved(context: ReadContext) -> frozenset[UUID]:
    """Properties that take part in a candidate, as guest or host."""
    names, _ = candidates(context).by_property()
    return frozenset(map(UUID, names.tolist()))
