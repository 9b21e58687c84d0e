"""The gap report as a file: its measures, one a line."""

from typing import Any

from estate.answers.organisations.quality import QualityReport

CSV_HEADINGS = [
    "organisation",
    "measure",
    "name",
    "label",
    "tested",
    "good",
    "share",
    "acceptance_level",
    "passed",
    "weight",
    "source",
]


def lines(found: QualityReport) -> list[dict[str, Any]]:
    """The report's measures one a line, for a spreadsheet."""
    same = {"organisation": found.organisation.code}
    made = [
        same
        | vars(one)
        | {
            "measure": "completeness",
            "name": one.field,
            "tested": one.applies,
            "good": one.known,
        }
        for one in found.fields
    ]
    for measure, checks in (("validity", found.validity), ("consistency", found.consistency)):
        made += [
            same
            | vars(one)
            | {
                "measure": measure,
                "name": one.check,
                "good": one.tested - one.failed,
            }
            for one in checks
        ]
    ages = found.timeliness
    made += [
        same
        | {
            "measure": "timeliness",
            "name": colour,
            "good": good,
            "tested": found.properties,
        }
        for colour, good in (("green", ages.green), ("amber", ages.amber), ("red", ages.red))
    ]
    return made
