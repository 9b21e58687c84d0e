"""Who gains and who loses by a business case, and how that could be shared out."""

from estate.answers.answer import Answer, answer
from estate.savings.division import Division, Payment, Split
from estate.savings.figures import Basis


@answer
class PaymentDue(Answer):
    """What one partner would pay another so that a division holds."""

    payer: str
    payee: str
    present_value_gbp: float


@answer
class SplitAnswer(Answer):
    """One way of dividing the gain, by party."""

    shares_gbp: dict[str, float]
    payments: list[PaymentDue]


@answer
class DivisionAnswer(Answer):
    """Who gains and who loses, and what would make good."""

    basis: str
    club_gbp: float
    gains_gbp: dict[str, float]
    cost_shunt: bool
    worse_off: list[str]
    statement: str
    compensation: list[PaymentDue] | None
    equal_split: SplitAnswer
    shapley: SplitAnswer | None
    partners_taking_part: int
    complexity_index: int
    relative_ease: float


def division_answer(found: Division) -> DivisionAnswer:
    """Who gains and loses, and both ways to share it out."""
    return DivisionAnswer(
        basis=Basis.PRESENT_VALUE.value,
        club_gbp=float(found.club_gbp),
        gains_gbp={party: float(gain) for party, gain in found.gains_gbp.items()},
        cost_shunt=found.cost_shunt,
        worse_off=list(found.worse_off),
        statement=found.statement,
        compensation=None if found.compensation is None else _payments(found.compensation),
        equal_split=_split(found.equal),
        shapley=None if found.shapley is None else _split(found.shapley),
        partners_taking_part=found.partners_taking_part,
        complexity_index=found.complexity_index,
        relative_ease=round(found.relative_ease, 4),
    )


def _split(found: Split) -> SplitAnswer:
    return SplitAnswer(
        shares_gbp={party: float(sum_) for party, sum_ in found.shares_gbp.items()},
        payments=_payments(found.payments),
    )


def _payments(found: tuple[Payment, ...]) -> list[PaymentDue]:
    return [PaymentDue.made_of(one) for one in found]
