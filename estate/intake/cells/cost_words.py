"""The kind of a cost by the word that matters in a phrase that no list has: “Cleaning and
caretaking”, “E16 Energy”, “Water supply costs”.

Only for phrases that are on no list of words; where several kinds are named, the first counts.
"""

import re

from estate.codes import CostKind

#: Beginnings of words, tried at each place of a phrase in this order.
_KINDS: tuple[tuple[CostKind, str], ...] = (
    (CostKind.SERVICE_CHARGE, r"service charge|estate charge"),
    (CostKind.PFI_UNITARY, r"pfi\b|unitary"),
    (CostKind.BUSINESS_RATES, r"nndr\b|ndr\b|ubr\b|rates\b|rateable charge|non[- ]domestic"),
    (CostKind.WATER, r"water|sewer|drainage"),
    (CostKind.ENERGY, r"electric|gas\b|energy|heating|fuel|utilit|power\b|oil\b|biomass|lighting"),
    (CostKind.INSURANCE, r"insur|ipt\b"),
    (CostKind.CLEANING, r"clean|janitor|hygiene"),
    (CostKind.SECURITY, r"secur|guarding|cctv|alarm"),
    (CostKind.MAINTENANCE_PLANNED, r"(?:planned|cyclical|programmed|preventa?tive)\b|lifecycle"),
    (CostKind.MAINTENANCE_REACTIVE, r"(?:reactive|responsive|day to day)\b|repair"),
    (CostKind.FM_HARD, r"hard f|statutory|complian|lifts?\b|legionella|asbestos|fire safety|m&e"),
    (
        CostKind.FM_SOFT,
        r"soft f|caretak|porter|recept|grounds|landscap|waste|refuse|pest|cater|"
        r"laundry|linen|post ?room|facilit|fm\b",
    ),
    (CostKind.MAINTENANCE_PLANNED, r"maint"),
    (CostKind.CAPITAL_CHARGE, r"capital|depreciat|impairment|financing"),
    (CostKind.ICT_PREMISES, r"ict?\b|it\b|telephon|telecom|broadband"),
    (CostKind.RENT, r"rent(?:s|al)?\b"),
)
#: With these a phrase is of no cost, or of none that a year's premises cost.
_NO_COST = re.compile(
    r"\b(?:kwh|mwh|m3|co2e?|carbon|emission|consum|usage|rateable value|rv\b|income|receipt|"
    r"recover|recharg|saving|budget|varian|forecast|estimate[ds]?\b|area\b|floor|rating\b|score|band\b|"
    r"grade|date|name\b|code\b|number|ref\b|reference|supplier|provider|account\b|meter|mpan|mprn|"
    r"type\b|total|sub-?total|sum\b|per m|/m|%|percent|review|start|expiry|end\b|status|days?\b|"
    r"units?\b|read(?:ing)?s?\b|notes?\b|comment)",
    re.IGNORECASE,
)
#: Money that comes in.
_INCOME = re.compile(
    r"\b(?:incomes?|receipts?|sales|fees (?:and|&) charges|grants? (?:received|income)|"
    r"rents? (?:received|receivable))\b",
    re.IGNORECASE,
)
_LONGEST = 120
_FORMS = [(kind, re.compile(rf"\b(?:{form})", re.IGNORECASE)) for kind, form in _KINDS]


def is_income(phrase: object) -> bool:
    """Whether a phrase of a budget is of money that comes in, which is no cost."""
    text = phrase[:_LONGEST] if isinstance(phrase, str) else ""
    return _INCOME.search(text.replace("_", " ")) is not None


def kind_by_word(phrase: str) -> CostKind | None:
    """The kind whose word comes first in a phrase; None where it has none, or is of no cost."""
    if len(phrase) > _LONGEST or _NO_COST.search(phrase.replace("_", " ")):
        return None
    plain = phrase.replace("_", " ")
    found = [
        (match.start(), place, kind)
        for place, (kind, form) in enumerate(_FORMS)
        if (match := form.search(plain)) is not None
    ]
    return min(found)[2] if found else None
