"""Who could share with whom: neighbours, gates, eight components, words (DOMAIN §4)."""

from estate.colocation.candidates import candidate_id, find
from estate.colocation.explain import Explanation, checklist, explain
from estate.colocation.facts import Facts, gather

__all__ = ["Explanation", "Facts", "candidate_id", "checklist", "explain", "find", "gather"]
