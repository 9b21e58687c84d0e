"""How counts, and sums and times that are not known exactly, are written, everywhere alike."""

from decimal import ROUND_HALF_UP, Decimal


def two_figures(amount: Decimal | float) -> Decimal:
    """As exact as a sum of bands and estimates is, halves away from nought as in a browser:
    ``225786`` → ``230000``, ``1450`` → ``1500``."""
    exact = Decimal(str(amount))
    if not exact:
        return Decimal(0)
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), ROUND_HALF_UP)


def about_pounds(amount_gbp: Decimal | float) -> str:
    """To two significant figures: ``225786`` → ``£230,000``, ``-1450`` → ``−£1,500``. Pence are
    never told: what is under 50p is ``£0``."""
    rough = two_figures(amount_gbp).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'−' if rough < 0 else ''}£{abs(rough):,f}"


def about_number(amount: Decimal | float) -> str:
    """To two significant figures: ``337412`` → ``340,000``, ``0.614`` → ``0.61``."""
    return f"{two_figures(amount):,f}"


def whole_minutes(minutes: float) -> str:
    """``4.8`` → ``5 minutes``; a journey is no surer than that."""
    if minutes < 1:
        return "less than a minute"
    return counted(round(minutes), "minute")


def longer_or_shorter(change_min: float) -> str:
    """A change of a journey: ``-1.8`` → ``2 minutes shorter``; under three seconds it is none."""
    if abs(change_min) < 0.05:
        return "as long as today"
    return f"{whole_minutes(abs(change_min))} {'longer' if change_min > 0 else 'shorter'}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 record``, ``1,324 records``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
