"""Addresses of the page of a town's plan, and of its question changed."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from api.html.addresses import town_address
from estate.answers.towns.question import TownQuestion


def address_of(question: TownQuestion, tail: str = "") -> str:
    """The page of a town's plan."""
    return f"{town_address(question.asked.town)}/options{tail}"


def query_of(question: TownQuestion, **changed: Any) -> str:
    """The question as it stands in an address, with its question mark; some of it changed."""
    pairs = replace(question.asked, **changed).pairs
    return f"?{urlencode(pairs)}" if pairs else ""


def on_map(question: TownQuestion) -> str:
    """The main map with the plan drawn over the sites."""
    pairs = [("plan", question.asked.town), *question.asked.pairs]
    return f"/?{urlencode(pairs)}#layers=base,districts,plan"
