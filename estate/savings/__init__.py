"""What sharing premises might save: top-down, by scheme, and side by side."""

from estate.savings.business_case import BusinessCase, business_case
from estate.savings.estimates import Estimate, estimate
from estate.savings.figures import Basis, Figure, Strand
from estate.savings.funding import Borrowing
from estate.savings.reconcile import BottomUp, Reconciliation, reconcile
from estate.savings.scheme import Application, Building, Charge, Cost, Move, Party, Receipt, Scheme
from estate.savings.top_down import RegisterBase, TopDown, register_base, top_down

__all__ = [
    "Application",
    "Basis",
    "Borrowing",
    "BottomUp",
    "Building",
    "BusinessCase",
    "Charge",
    "Cost",
    "Estimate",
    "Figure",
    "Move",
    "Party",
    "Receipt",
    "Reconciliation",
    "RegisterBase",
    "Scheme",
    "Strand",
    "TopDown",
    "business_case",
    "estimate",
    "reconcile",
    "register_base",
    "top_down",
]
