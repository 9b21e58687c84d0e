"""How good an organisation's data are (docs/methods/data-quality.md): measured, never asserted.

``gap_report`` takes frames and a date and gives completeness by field, validity, timeliness,
consistency, the imputed share of premises cost, a score and the gaps that matter most.
``sameness`` and ``references`` say which rows are probably one property, and which reference is
probably another one written differently. Nothing in here knows a database, HTTP or a clock.
"""

from estate.quality.facts import FACT_COLUMNS, QualityFacts
from estate.quality.report import GapReport, gap_report

__all__ = ["FACT_COLUMNS", "GapReport", "QualityFacts", "gap_report"]
