"""What a plan says of references that its file writes anew."""

from dataclasses import dataclass, field
from typing import Any

from estate.intake.wording import counted
from estate.quality.renaming import Renamed


@dataclass(frozen=True)
class Renamings:
    """What a file has renamed: the rules, and how many rows follow them."""

    found: Renamed = field(default_factory=lambda: Renamed({}, ()))

    @property
    def rows(self) -> int:
        """How many rows follow a rule."""
        return len(self.found.pairs)

    def sentences(self) -> list[str]:
        """What a person reads of it before agreeing."""
        if not self.rows:
            return []
        one = self.rows == 1
        rules = [
            f"{rule.words}: {counted(rule.rows, 'row')}, such as “{rule.example[0]}” → "
            f"“{rule.example[1]}”"
            for rule in self.found.rules
        ]
        return [
            f"The file writes {counted(self.rows, 'reference')} in a new way "
            f"({'; '.join(rules)}). Imported as it is, {'it' if one else 'they'} would be in the "
            f"register twice. Accepted together, {'it is' if one else 'they are'} the same "
            "properties under new references, and each can be undone."
        ]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "sentences": self.sentences(),
            "rows": self.rows,
            "rules": [
                {
                    "words": rule.words,
                    "rows": rule.rows,
                    "from": rule.example[0],
                    "to": rule.example[1],
                }
                for rule in self.found.rules
            ],
        }
