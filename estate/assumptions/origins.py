"""Where default figures come from, as answers name it: ours, or a publication by title and page.

A source that begins with ``OURS`` is a working figure and no finding; it stands with the year in
which it was set. What is taken from which publication: ``docs/methods/sources.md``.
"""

OURS = "our working figure"
#: The year in which they were set, where none is stated.
SET_IN = "2026"

_COUNTY = "Worcestershire Total Place (2010)"
TABLE_OF_2010 = f"{_COUNTY}, appendix 4, section 4, p. 53"
WORKED_OUT = f"{TABLE_OF_2010}, worked out"
FACTOR_OF_FIVE = f"{_COUNTY}, appendix 4, section 4, pp. 52 f."
LEWISHAM = (
    "Local Government Group, The public service challenge: implementing the lessons from Total "
    "Place (July 2010), on Lewisham"
)
OFFICE_SPACE = "OGC and IPD, Efficiency Standards for Office Space, November 2007"
THE_GREEN_BOOK = "HM Treasury, The Green Book"
OPTIMISM_BIAS = "HM Treasury, Green Book guidance on optimism bias, standard buildings"
WALKING = "Department for Transport, Manual for Streets: 800 m in 10 minutes"
TENANCIES = "Landlord and Tenant Act 1954, s.27"


def at(place: str) -> str:
    """A place in the county's submission of 2010, such as "p. 12"."""
    return f"{_COUNTY}, {place}"


def after(place: str) -> str:
    """The source of a figure of ours that follows what the submission says there."""
    return f"{OURS}, after {at(place)}"
