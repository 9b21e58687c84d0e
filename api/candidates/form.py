"""The form that candidates are filtered and sorted with: plain HTML, its address can be shared."""

from typing import Any
from urllib.parse import urlencode

from api.candidates.query import CandidateFilters
from estate import codes
from estate.colocation.question import SORTS, WAYS_OUT, CandidateFilter

#: What the page shows at once; all other filters are folded until one of them is asked.
_AT_ONCE = frozenset(
    {"organisation", "town", "fit", "moves", "sort", "order", "property", "limit", "cursor"}
)
_FITS = {"fits": "Known to fit", "could_fit": "Could fit: something is to be asked"}


def form(query: CandidateFilters, question: CandidateFilter) -> dict[str, Any]:
    """Values of the boxes and the choices of ``candidate_form`` in ``parts.html``."""
    return {
        "values": query.model_dump(mode="json")
        | {
            "organisation": question.organisation,
            "town": question.town,
            "guest_organisation": question.guest_organisation,
            "host_organisation": question.host_organisation,
        },
        "fits": _FITS,
        "ways": {code: words[0].upper() + words[1:] for code, words in WAYS_OUT.items()},
        "kinds": {one.value: codes.label(one) for one in codes.CandidateKind},
        "sorts": {name: words[0].upper() + words[1:] for name, (words, _) in SORTS.items()},
        "fixed": {},
        "asks_more": bool(query.model_dump(exclude_defaults=True).keys() - _AT_ONCE),
    }


def of_page(**fixed: str) -> dict[str, Any]:
    """The same, empty, for a page whose candidates are those of one town, organisation or
    property: ``fixed`` is that filter."""
    empty = CandidateFilters()
    return form(empty, CandidateFilter()) | {"fixed": fixed}


def asked(query: CandidateFilters) -> str:
    """The filters as the end of an address, without what was left empty; an empty text for none."""
    given = query.model_dump(
        mode="json", include=set(CandidateFilters.model_fields), exclude_defaults=True
    )
    return f"?{urlencode(given, doseq=True)}" if given else ""
