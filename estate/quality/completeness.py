"""Completeness: which share of the properties concerned has each field."""

import pandas as pd

from estate.codes import SCHOOL_TYPES
from estate.quality.facts import QualityFacts
from estate.quality.fields_asked_for import FIELDS, LEVEL_SOURCE, Field
from estate.space.host_conditions import HostCondition, answers, rated_to_host

COMPLETENESS_COLUMNS: dict[str, str] = {
    # index: field name, in the order of ``fields.FIELDS``
    "label": "words",
    "group": "kind of fact, as the county's bodies agreed them",
    "of": "which properties it is asked of",
    "applies": "how many these are",
    "known": "how many of them have it",
    "share": "known / applies, 0-1; null when it applies to none",
    "weight": "weight in the score",
    "min_share": "acceptance level, 0-1",
    "agreed_on": "day the club agreed the level, or null = default",
    "source": "where level and weight come from",
    "passed": "bool or null: share >= min_share",
}


def missing(properties: pd.DataFrame, facts: QualityFacts) -> pd.DataFrame:
    """Property × field: True where the field applies and is not there."""
    return pd.DataFrame(
        {field.name: field.applies(properties) & ~_has(facts, field) for field in FIELDS},
        index=properties.index,
    )


def school_conditions(properties: pd.DataFrame) -> pd.Series:
    """Schools that their owner says could host, of whose four conditions not all are on record,
    met or not met: asked for where somebody wants to know, and no part of any score."""
    could = properties["sharing_reason"].map(rated_to_host).astype(bool)
    answered = properties["host_conditions"].map(lambda cell: len(answers(cell)))
    school = properties["type_code"].isin(SCHOOL_TYPES)
    return school & could & answered.lt(len(HostCondition))


def completeness(properties: pd.DataFrame, facts: QualityFacts) -> pd.DataFrame:
    """One row per field (``COMPLETENESS_COLUMNS``); ``properties`` as in ``frames``."""
    rows = [_row(field, properties, facts) for field in FIELDS]
    return pd.DataFrame(rows, index=pd.Index([f.name for f in FIELDS], name="field"))


def weighted_share(table: pd.DataFrame) -> float | None:
    """Mean share by weight over the fields that apply at all, 0-1; null when none does."""
    used = table[table["applies"] > 0]
    weights = used["weight"].astype(float)
    if not weights.sum() > 0:
        return None
    return float((used["share"].astype(float) * weights).sum() / weights.sum())


def _has(facts: QualityFacts, field: Field) -> pd.Series:
    return facts.properties[f"has_{field.name}"].astype(bool)


def _row(field: Field, properties: pd.DataFrame, facts: QualityFacts) -> dict[str, object]:
    concerned = field.applies(properties)
    applies, known = int(concerned.sum()), int((concerned & _has(facts, field)).sum())
    share = known / applies if applies else None
    weight, min_share, agreed_on, source = field.weight, field.min_share, None, LEVEL_SOURCE
    if field.name in facts.levels.index:
        level = facts.levels.loc[[field.name]].to_dict("records")[0]
        weight, min_share = float(level["weight"]), float(level["min_share"])
        agreed_on, source = level["agreed_on"], "agreed by the club"
    return {
        "label": field.label,
        "group": field.group,
        "of": field.of,
        "applies": applies,
        "known": known,
        "share": share,
        "weight": float(weight),
        "min_share": float(min_share),
        "agreed_on": agreed_on,
        "source": source,
        "passed": None if share is None else share >= min_share,
    }
