"""Names for rows of tables: values by the name of their column."""

from collections.abc import Mapping
from typing import Any

#: A row that is read.
Row = Mapping[str, Any]
#: A row that is being filled.
NewRow = dict[str, Any]
#: Rows as the register gives them.
Rows = list[NewRow]
