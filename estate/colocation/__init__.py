"""Who could share with whom: neighbours, gates, eight components, words."""

from estate.colocation.candidates import candidate_id, find, ranked
from estate.colocation.describe import other_hosts, rows, table
from estate.colocation.explain import Explanation, checklist, explain, explained, told
from estate.colocation.facts import Facts, gather
from estate.colocation.order import arranged
from estate.colocation.question import CandidateFilter
from estate.colocation.ranking import Ranking
from estate.colocation.words import Words

__all__ = [
    "CandidateFilter",
    "Explanation",
    "Facts",
    "Ranking",
    "Words",
    "arranged",
    "candidate_id",
    "checklist",
    "explain",
    "explained",
    "find",
    "gather",
    "other_hosts",
    "ranked",
    "rows",
    "table",
    "told",
]
