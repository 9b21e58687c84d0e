"""Code lists of the club's opportunities and offers, and the words in which people read them.

Tracks and barriers are those that Worcestershire Total Place (2010) names
(docs/methods/sources.md); the order of the stages is the club's own.
"""

from enum import StrEnum


class Stage(StrEnum):
    """How far an opportunity has come, or where it has ended."""

    IDEA = "idea"
    TRIAGE = "triage"
    FEASIBILITY = "feasibility"
    BUSINESS_CASE = "business_case"
    APPROVALS = "approvals"
    APPROVED = "approved"
    IN_DELIVERY = "in_delivery"
    DELIVERED = "delivered"
    PARKED = "parked"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def words(self) -> str:
        """As people read it."""
        return self.value.replace("_", " ")


#: One after the other; the rest stand beside them.
ONWARD = (
    Stage.IDEA,
    Stage.TRIAGE,
    Stage.FEASIBILITY,
    Stage.BUSINESS_CASE,
    Stage.APPROVALS,
    Stage.APPROVED,
    Stage.IN_DELIVERY,
    Stage.DELIVERED,
)
#: Where something is still to be done.
ACTIVE = ONWARD[:-1]
#: Where work goes on or may be taken up again.
OPEN = (*ACTIVE, Stage.PARKED)


class Track(StrEnum):
    """How soon, and how much."""

    QUICK_WIN = "quick_win"
    LONGER_TERM = "longer_term_high_value"

    @property
    def words(self) -> str:
        """As people read it."""
        return {"quick_win": "quick win"}.get(self.value, "longer term, high value")


class Barrier(StrEnum):
    """What stands in the way."""

    RESISTANCE = "resistance"
    CAPITAL_REGIMES = "capital_regimes"
    FIDUCIARY_DUTY = "fiduciary_duty"
    BENEFIT_SHARING = "benefit_sharing"
    STAMP_DUTY = "stamp_duty"
    VAT = "vat"
    SPACE_STANDARDS = "space_standards"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As people read it."""
        return _BARRIERS[self]


_BARRIERS = {
    Barrier.RESISTANCE: "Resistance to the change",
    Barrier.CAPITAL_REGIMES: "Different capital regimes",
    Barrier.FIDUCIARY_DUTY: "Fiduciary duty",
    Barrier.BENEFIT_SHARING: "How benefits are shared",
    Barrier.STAMP_DUTY: "Stamp duty land tax",
    Barrier.VAT: "VAT",
    Barrier.SPACE_STANDARDS: "Different space standards",
    Barrier.OTHER: "Other",
}


class Outcome(StrEnum):
    """What a body has decided."""

    AGREED = "agreed"
    REFUSED = "refused"
    DEFERRED = "deferred"


class Part(StrEnum):
    """What a property is in an opportunity."""

    GUEST = "guest"
    HOST = "host"
    MEMBER = "member"

    @property
    def words(self) -> str:
        """As people read it."""
        return {"guest": "would move out", "host": "would host"}.get(self.value, "of the set")


class BodyReason(StrEnum):
    """Why an organisation is one of an opportunity's bodies."""

    LEAD = "lead"
    OWNER = "owner"
    OCCUPIER = "occupier"
    LANDLORD = "landlord"
    PARTNER = "partner"

    @property
    def words(self) -> str:
        """As people read it."""
        return _REASONS[self]


_REASONS = {
    BodyReason.LEAD: "leads it",
    BodyReason.OWNER: "reports a property in it",
    BodyReason.OCCUPIER: "would move",
    BodyReason.LANDLORD: "lets the building that would be left",
    BodyReason.PARTNER: "takes part",
}


class BenefitKind(StrEnum):
    """What an opportunity brings or costs a body."""

    RUNNING_COST = "running_cost"
    RECEIPT = "receipt"
    ONE_OFF = "one_off"

    @property
    def words(self) -> str:
        """As people read it."""
        return _BENEFITS[self]


_BENEFITS = {
    BenefitKind.RUNNING_COST: "running cost saved",
    BenefitKind.RECEIPT: "capital receipt",
    BenefitKind.ONE_OFF: "paid once",
}


class DifferenceReason(StrEnum):
    """Why an actual figure is another than had been estimated; the list is the club's own."""

    LATER = "later"
    EARLIER = "earlier"
    SCOPE = "scope"
    SPACE_KEPT = "space_kept"
    LEASE_TERMS = "lease_terms"
    WORKS_COST = "works_cost"
    PRICES = "prices"
    MARKET = "market"
    LEFT_OUT = "left_out"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As people read it."""
        return _DIFFERENCES[self]


_DIFFERENCES = {
    DifferenceReason.LATER: "It came later than planned",
    DifferenceReason.EARLIER: "It came earlier than planned",
    DifferenceReason.SCOPE: "More or less was done than planned",
    DifferenceReason.SPACE_KEPT: "Less room was given up than planned",
    DifferenceReason.LEASE_TERMS: "The lease ended on other terms",
    DifferenceReason.WORKS_COST: "Works or moving cost another sum",
    DifferenceReason.PRICES: "Rates or tariffs were others than assumed",
    DifferenceReason.MARKET: "The market paid another price",
    DifferenceReason.LEFT_OUT: "The estimate left something out",
    DifferenceReason.OTHER: "Other",
}


class FundingSource(StrEnum):
    """Out of what somebody pays for an opportunity; the first four are named in the county's paper
    of 2010 (docs/methods/sources.md)."""

    OWN_CAPITAL = "own_capital"
    SINGLE_CAPITAL_POT = "single_capital_pot"
    PUMP_PRIMING = "pump_priming"
    REVOLVING_FUND = "revolving_fund"
    OTHER_BODY = "other_body"

    @property
    def words(self) -> str:
        """As people read it."""
        return _SOURCES[self]


_SOURCES = {
    FundingSource.OWN_CAPITAL: "own capital",
    FundingSource.SINGLE_CAPITAL_POT: "single capital pot",
    FundingSource.PUMP_PRIMING: "pump-priming grant",
    FundingSource.REVOLVING_FUND: "revolving fund",
    FundingSource.OTHER_BODY: "financed by a body that neither owns nor occupies",
}


class BidFigure(StrEnum):
    """Figures that One Public Estate reports of and a bid is asked for, beside capital receipts and
    running costs, which the partner split holds (docs/methods/benefits.md)."""

    JOBS = "jobs"
    HOMES = "homes"
    LAND_FOR_HOUSING_HA = "land_for_housing_ha"
    INWARD_INVESTMENT_GBP = "inward_investment_gbp"

    @property
    def words(self) -> str:
        """As people read it, with its unit."""
        return _BID_FIGURES[self]


_BID_FIGURES = {
    BidFigure.JOBS: "Jobs",
    BidFigure.HOMES: "Homes that land could hold",
    BidFigure.LAND_FOR_HOUSING_HA: "Land for housing (ha)",
    BidFigure.INWARD_INVESTMENT_GBP: "Inward investment (£)",
}


class FundKind(StrEnum):
    """A pot that bodies pay into together."""

    REVOLVING_FUND = "revolving_fund"
    SINGLE_CAPITAL_POT = "single_capital_pot"

    @property
    def words(self) -> str:
        """As people read it."""
        return _SOURCES[FundingSource(self.value)]


class Movement(StrEnum):
    """Which way money goes."""

    FUNDING = "funding"
    REPAYMENT = "repayment"


class OfferState(StrEnum):
    """Where a property that its owner offers to the other bodies stands, or how it has ended."""

    OPEN = "open"
    INTEREST = "interest"
    TAKEN_UP = "taken_up"
    NOT_TAKEN_UP = "not_taken_up"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """As people read it."""
        return _OFFER_WORDS[self]


_OFFER_WORDS = {
    OfferState.OPEN: "open, no expression of interest yet",
    OfferState.INTEREST: "open, interest expressed",
    OfferState.TAKEN_UP: "taken up by a body",
    OfferState.NOT_TAKEN_UP: "no body took it up",
    OfferState.WITHDRAWN: "withdrawn by its owner",
}


class EntryKind(StrEnum):
    """What a line of a meeting's papers is."""

    AGENDA = "agenda"
    DECISION = "decision"
    ACTION = "action"

    @property
    def words(self) -> str:
        """As people read it."""
        return "agenda item" if self is EntryKind.AGENDA else self.value


class ActionState(StrEnum):
    """Where an action that a meeting has given to a body stands, or how it has ended."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ReminderKind(StrEnum):
    """What a reminder is about; ``club.reminders.in_order`` says which is told first."""

    LEASES = "leases"
    REVIEWS = "reviews"
    CORRECTIONS = "corrections"
    DECISIONS = "decisions"
    ACTIONS = "actions"
    OFFERS = "offers"

    @property
    def words(self) -> str:
        """As people read it."""
        return _REMINDER_WORDS[self]

    @property
    def ahead_days(self) -> int:
        """So many days before it is due it is told; what has no day is told at once."""
        return _TOLD_AHEAD_DAYS.get(self, 0)


_REMINDER_WORDS = {
    ReminderKind.LEASES: "Leases: act-by dates",
    ReminderKind.REVIEWS: "Ratings: reviews overdue",
    ReminderKind.CORRECTIONS: "Corrections waiting for an answer",
    ReminderKind.DECISIONS: "Decisions waiting",
    ReminderKind.ACTIONS: "Next steps and actions due",
    ReminderKind.OFFERS: "Offers that close",
}
_TOLD_AHEAD_DAYS = {ReminderKind.LEASES: 91, ReminderKind.ACTIONS: 14, ReminderKind.OFFERS: 14}


class DigestEvery(StrEnum):
    """How often somebody gets mail."""

    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def words(self) -> str:
        """As people read it."""
        if self is DigestEvery.DAILY:
            return "each working day"
        return "once a week, on its first working day"


class MailState(StrEnum):
    """What has become of a digest.

    ``queued``: waits for its turn, or for the mail server. ``sending``: its text is being handed
    over. ``sent``: the server has taken it. ``nothing``: nothing was due. ``unknown``: the service
    ended, or the line broke, after its text was handed over and before the server's answer was
    kept; it is not sent again. ``failed``: the server refused the mail itself. ``bounced``: it
    refused the address. ``stopped``: mail was stopped, or the account closed, before it was sent.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    NOTHING = "nothing"
    UNKNOWN = "unknown"
    FAILED = "failed"
    BOUNCED = "bounced"
    STOPPED = "stopped"
