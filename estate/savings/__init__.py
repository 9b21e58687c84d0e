"""What sharing premises might save: from the top down first (DOMAIN §2, §5.4)."""

from estate.savings.figures import Basis, Figure, Strand
from estate.savings.top_down import RegisterBase, TopDown, register_base, top_down

__all__ = [
    "Basis",
    "Figure",
    "RegisterBase",
    "Strand",
    "TopDown",
    "register_base",
    "top_down",
]
