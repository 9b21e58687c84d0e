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


def pounds_in_short(amount_gbp: Decimal | float) -> str:
    """``53312000`` → ``£53m``, ``6012000`` → ``£6.0m``: to two significant figures, in short."""
    amount = float(two_figures(amount_gbp))
    size, sign = abs(amount), "−" if amount <= -0.5 else ""
    for unit, name in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= unit:
            return f"{sign}£{size / unit:,.{1 if size < 9.95 * unit else 0}f}{name}"
    return f"{sign}£{size:,.0f}"


def about_area(middle_m2: float, low_m2: float | None, high_m2: float | None) -> str:
    """An area as sure as it is: with its range to two significant figures, ``about 560 m² (310 to
    720 m²)``; one that has no range to the square metre."""
    told, ends = area_and_range(middle_m2, low_m2, high_m2)
    return f"{told} ({ends})" if ends else told


def area_and_range(
    middle_m2: float, low_m2: float | None, high_m2: float | None
) -> tuple[str, str]:
    """The same in two parts: ``about 560 m²`` and ``310 to 720 m²``, which is empty without one."""
    if low_m2 is None or high_m2 is None or round(low_m2) == round(high_m2):
        return f"{middle_m2:,.0f} m²", ""
    low, middle, high = (
        f"{two_figures(one).quantize(Decimal(1), ROUND_HALF_UP):,f}"
        for one in (low_m2, middle_m2, high_m2)
    )
    return f"about {middle} m²", f"{low} to {high} m²"


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
