"""How much of a row its reader sees on a page, and the words where it is less."""

from api.html.tables import Withheld
from estate.register import visibility as v

NOT_SHARED = Withheld("not shared")

#: What the public edition leaves out, said where a page would show it.
FOR_MEMBERS = Withheld("Shown to members of the property club.")


class RowAccess:
    """How much of one property's row this reader sees, and the words where it sees less."""

    def __init__(self, reader: v.Reader, organisation: str, name: str, signed: bool) -> None:
        """``signed``: whether the property's organisation has signed the protocol."""
        self.reader, self.organisation, self.name, self.signed = reader, organisation, name, signed

    @property
    def level(self) -> v.Level:
        """The highest level that is shown of this row."""
        if self.reader.organisation == self.organisation:
            return v.Level.OWNER
        if self.organisation in self.reader.parties:
            return v.Level.PARTIES
        if self.reader.level >= v.Level.CLUB and self.signed:
            return v.Level.CLUB
        return v.Level.PUBLIC

    def withheld(self, level: v.Level) -> Withheld | None:
        """Why a value of this level is not shown; None when it is."""
        if level <= self.level:
            return None
        if level is v.Level.CLUB:
            if self.reader.level < v.Level.CLUB:
                return FOR_MEMBERS
            return Withheld(f"Not shared: {self.name} has not signed the protocol.")
        if level is v.Level.PARTIES:
            return Withheld("Shown to its owner, and to parties under agreement.")
        return Withheld("Shown to its owner only.")
