"""Many properties of a file, checked, column by column."""

from dataclasses import dataclass, field

import numpy as np

from estate.arrays import Bools
from estate.intake.cells.coded_column import Coded, Positions
from estate.intake.rows.place_columns import Places
from estate.register.records import PropertyRecord, RatingRecord

Fields = dict[str, Coded]


@dataclass(frozen=True)
class PropertyColumns:
    """Many properties, field by field as ``PropertyRecord`` names them."""

    row_numbers: Positions
    fields: Fields
    places: Places
    ratings: dict[int, tuple[RatingRecord, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def taken(self, rows: Bools) -> "PropertyColumns":
        """The same columns with these rows alone."""
        if rows.all():
            return self
        kept = {int(row): place for place, row in enumerate(np.flatnonzero(rows))}
        return PropertyColumns(
            self.row_numbers[rows],
            {name: column.taken(rows) for name, column in self.fields.items()},
            self.places.taken(rows),
            {kept[row]: given for row, given in self.ratings.items() if row in kept},
        )

    def record(self, row: int) -> PropertyRecord:
        """One property as a record."""
        given = {name: column[row] for name, column in self.fields.items()}
        return PropertyRecord(
            row_number=int(self.row_numbers[row]),
            location=self.places.of(row),
            ratings=self.ratings.get(row, ()),
            **given,
        )
