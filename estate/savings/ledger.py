"""The ledger of a cash flow: payments by year, each rounded to the penny once, here."""

from datetime import date
from decimal import Decimal

from estate.codes import CostKind, TransferClass
from estate.savings import optimism
from estate.savings.cash_flow import Driver, Flow, Terms
from estate.savings.estimates import Estimate
from estate.savings.figures import penny
from estate.savings.scheme import Building


class Ledger:
    """Collects flows; the only place where sums become pence."""

    def __init__(self, terms: Terms) -> None:
        """Empty."""
        self.terms = terms
        self.flows: list[Flow] = []
        self.lasting: list[Flow] = []
        self.estimates: dict[str, Estimate] = {}
        self.notes: dict[str, None] = {}
        self.ranged: set[Driver] = set()

    def note(self, text: str) -> None:
        """What could not be counted, once."""
        self.notes[text] = None

    def yearly(
        self,
        item: str,
        subject: str,
        between: tuple[str, str],
        found: Estimate,
        driver: Driver,
        first: date,
        last: date | None = None,
        ended: bool = False,
    ) -> None:
        """A yearly payment from a day on (until a day); ``ended`` = no longer paid."""
        amount = self.terms.at(driver, found) * (-1 if ended else 1)
        source = found.group or f"{subject}:{item}" + (":ended" if ended else "")
        if found.low < found.high:
            self.ranged.add(driver)
        final = self.terms.horizon_years
        if first <= self.terms.last_day and (last is None or last >= self.terms.last_day):
            self._last(item, subject, between, amount, source, found)
        ends = final if last is None else min(final, self.terms.year_of(last))
        for year in range(max(0, self.terms.year_of(first)), ends + 1):
            share = self.terms.share_of_year(year, first, last)
            self._enter(
                year,
                item,
                subject,
                between,
                amount * share,
                source,
                found,
                False,
                -share if ended else share,
            )

    def once(
        self,
        item: str,
        subject: str,
        between: tuple[str, str],
        found: Estimate,
        driver: Driver,
        on: date,
        managed: bool = False,
        at: Building | None = None,
    ) -> None:
        """A payment on one day, with its project management and optimism bias as own lines.

        ``at`` is the building whose class the bias goes by; none is put on a payment without.
        """
        if found.low < found.high:
            self.ranged.add(driver)
        year, source = self.terms.year_of(on), found.group or f"{subject}:{item}"
        amount = self.terms.at(driver, found)
        self._enter(year, item, subject, between, amount, source, found, True)
        more = Decimal(0)
        if managed:
            name = Driver.PROJECT_MANAGEMENT.value
            more = amount * self._management()
            self._enter(
                year,
                name,
                subject,
                between,
                more,
                source,
                found,
                True,
                rates=(name,),
                on_top_of=item,
            )
        if at is not None:
            name, rate = self._bias(at)
            on_top = (Driver.PROJECT_MANAGEMENT.value,) if managed else ()
            self._enter(
                year,
                Driver.OPTIMISM_BIAS.value,
                subject,
                between,
                (amount + more) * rate,
                source,
                found,
                True,
                rates=(*on_top, name),
                on_top_of=item,
            )

    def _management(self) -> Decimal:
        """A share of works and ICT: as the scheme states, else the assumption at its level."""
        stated, driver = self.terms.scheme.project_management, Driver.PROJECT_MANAGEMENT
        if stated is not None:
            return stated
        self.ranged.add(driver)
        return self.terms.at(driver, self.terms.per_unit(driver.value))

    def _bias(self, at: Building) -> tuple[str, Decimal]:
        """The rate of optimism bias by its name, and the share of a one-off cost that it is."""
        name = optimism.rate_of(at.bias_class, self.terms.assumptions)
        stated = self.terms.scheme.optimism_bias
        if stated is not None:
            return Driver.OPTIMISM_BIAS.value, stated
        if at.bias_class is None and name != optimism.ONE_RATE:
            self.note(
                f"{at.name}: its class is not known, so optimism bias is taken as that of a "
                "building out of the ordinary."
            )
        self.ranged.add(Driver.OPTIMISM_BIAS)
        found = optimism.bias(name, self.terms.assumptions)
        return name, self.terms.at(Driver.OPTIMISM_BIAS, found)

    def _enter(
        self,
        year: int,
        item: str,
        subject: str,
        between: tuple[str, str],
        amount: Decimal,
        source: str,
        found: Estimate,
        one_off: bool,
        times: Decimal = Decimal(1),
        rates: tuple[str, ...] = (),
        on_top_of: str = "",
    ) -> None:
        payer, payee = between
        pence = penny(amount)
        self.terms.own_money(found)
        if payer == payee or not pence or not 0 <= year <= self.terms.horizon_years:
            return
        self.estimates.setdefault(source, found)
        self.flows.append(
            Flow(
                year,
                item,
                subject,
                payer,
                payee,
                pence,
                self._class(item, payer, payee),
                one_off,
                source,
                found.imputed,
                found,
                times,
                rates,
                on_top_of,
            )
        )

    def _last(
        self,
        item: str,
        subject: str,
        between: tuple[str, str],
        amount: Decimal,
        source: str,
        found: Estimate,
    ) -> None:
        payer, payee = between
        pence = penny(amount)
        if payer != payee and pence:
            self.lasting.append(
                Flow(
                    self.terms.horizon_years,
                    item,
                    subject,
                    payer,
                    payee,
                    pence,
                    self._class(item, payer, payee),
                    False,
                    source,
                    found.imputed,
                    found,
                )
            )

    def _class(self, item: str, payer: str, payee: str) -> TransferClass:
        partners = self.terms.scheme.partners
        if payer in partners and payee in partners:
            return TransferClass.INTER_PARTNER
        return TransferClass.TAX if item == CostKind.BUSINESS_RATES else TransferClass.EXTERNAL
