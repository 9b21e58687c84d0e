"""Who could share with whom: neighbours, gates, eight components, words."""

from estate.colocation.candidate_columns import other_hosts, rows, table
from estate.colocation.candidates import candidate_id, find, ranked
from estate.colocation.explain import Explanation, checklist, explain, explain_row, explained
from estate.colocation.guest_and_host_facts import Facts, gather
from estate.colocation.name_lookup import NameLookup
from estate.colocation.question import CandidateFilter
from estate.colocation.ranking import Ranking
from estate.colocation.sorting import arranged
from estate.colocation.space_ends import with_ends

__all__ = [
    "CandidateFilter",
    "Explanation",
    "Facts",
    "NameLookup",
    "Ranking",
    "arranged",
    "candidate_id",
    "checklist",
    "explain",
    "explain_row",
    "explained",
    "find",
    "gather",
    "other_hosts",
    "ranked",
    "rows",
    "table",
    "with_ends",
]
