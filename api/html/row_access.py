"""The words where a page shows less of a row than there is."""

from api.html.tables import Withheld
from estate.register import visibility as v

NOT_SHARED = Withheld("not shared")

#: What the public edition leaves out, said where a page would show it.
FOR_MEMBERS = Withheld("Shown to members of the property club.")


def why_withheld(access: v.RowAccess, name: str, level: v.Level | None) -> Withheld | None:
    """Why what is shown at ``level`` alone is not shown, in words; None where it is shown. ``name``
    is that of the row's organisation."""
    if level is None or level <= access.level:
        return None
    if level is v.Level.CLUB:
        if access.reader.level < v.Level.CLUB:
            return FOR_MEMBERS
        return Withheld(f"Not shared: {name} has not signed the protocol.")
    if level is v.Level.PARTIES:
        return Withheld("Shown to its owner, and to parties under agreement.")
    return Withheld("Shown to its owner only.")
