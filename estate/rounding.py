"""How a sum that is not known exactly is written, everywhere alike."""

from decimal import Decimal


def about_pounds(amount_gbp: Decimal | float) -> str:
    """As exact as a sum of bands and estimates is: to two significant figures, from £1,000 on in
    whole thousands (``225786`` → ``£230,000``), below it in hundreds."""
    rough = float(f"{float(amount_gbp):.2g}")
    whole = round(rough, -3 if abs(rough) >= 1_000 else -2) + 0.0
    return f"{'−' if whole < 0 else ''}£{abs(whole):,.0f}"
