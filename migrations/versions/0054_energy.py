"""What energy a property uses, of which year, and its certificates.

Revision: 0054
Follows: 0053
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_RATINGS = "'A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G'"
_COLUMNS: dict[str, tuple[Any, str | None]] = {
    "energy_certificate": (sa.Text(), "energy_certificate IN ('dec', 'epc')"),
    "energy_rating_date": (sa.Date(), None),
    "further_epc_rating": (sa.Text(), f"further_epc_rating IN ({_RATINGS})"),
    "further_epc_date": (sa.Date(), None),
    "electricity_kwh": (sa.Numeric(14, 2), "electricity_kwh >= 0"),
    "gas_kwh": (sa.Numeric(14, 2), "gas_kwh >= 0"),
    "other_fuel_kwh": (sa.Numeric(14, 2), "other_fuel_kwh >= 0"),
    "other_fuel": (
        sa.Text(),
        "other_fuel IN ('burning_oil', 'gas_oil', 'lpg', 'wood_pellets', 'district_heat')",
    ),
    "energy_year": (sa.Text(), "energy_year ~ '^[0-9]{4}/[0-9]{2}$'"),
    "energy_source": (sa.Text(), None),
    "energy_works_gbp": (sa.Numeric(14, 2), "energy_works_gbp >= 0"),
}


def upgrade() -> None:
    """Apply."""
    for name, (kind, check) in _COLUMNS.items():
        op.add_column("property", sa.Column(name, kind, nullable=True))
        if check:
            op.create_check_constraint(op.f(f"ck_property_{name}"), "property", check)


def downgrade() -> None:
    """Take back."""
    for name in _COLUMNS:
        op.drop_column("property", name)
