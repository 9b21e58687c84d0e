"""The filters of a list of properties as the register wants them."""

from dataclasses import replace

from api.http import parameters
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.register.queries import naming
from estate.register.queries.property_filters import PropertyFilter


def filters_of(
    query: parameters.PropertyFilters,
    context: ReadContext,
) -> PropertyFilter:
    """The query's filters as the register wants them."""
    wanted = PropertyFilter(
        bbox=query.box(),
        organisation=query.organisation,
        use_class=query.use_class,
        tenure=query.tenure,
        availability=query.availability,
        sharing=query.sharing,
        town=query.town,
        lease_ends_before=query.lease_ends_before,
        lease_end_unknown=query.lease_end_unknown,
        q=query.q,
    )
    wanted = naming.known(context.connection, context.reader, wanted)
    if query.ids:
        ids, _ = naming.chosen_ids(context.connection, context.reader, query.ids)
        wanted = replace(wanted, property_ids=frozenset(ids))
    if query.holds_candidate is None:
        return wanted
    involved = estate_wide.involved(context)
    if query.holds_candidate:
        both = involved if wanted.property_ids is None else involved & wanted.property_ids
        return replace(wanted, property_ids=both)
    return replace(wanted, not_property_ids=involved)
