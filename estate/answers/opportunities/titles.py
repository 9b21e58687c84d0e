"""What an opportunity is called, as far as its reader is shown what it is about."""

from typing import Any

from estate.colocation.plain_language import fit_name
from estate.rows import Rows


def title_of(row: dict[str, Any], places: Rows) -> str:
    """What people have called it, or which places it is about, as far as they are shown."""
    if row["title"]:
        return str(row["title"])
    by_part = {one["part"]: fit_name(one["name"], one["property_id"]) for one in places}
    guest, host = by_part.get("guest"), by_part.get("host")
    if guest and host:
        return f"{guest} and {host}"
    return f"Opportunity {row['number']}"
