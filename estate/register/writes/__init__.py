"""Every INSERT and UPDATE of the register; none of them commits (the edge does).

=====================  ==========================================================
``writes/area``        the county, organisations and aliases, overlays
``writes/batches``     imports, row issues, the register's version, locks
``writes/new``         new rows of an import, column by column
``writes/records``     what an import plan changes, with history and provenance
``writes/revert``      an import taken back, from the rows that ``writes/undo`` kept
``writes/ratings``     appending ratings
``writes/tokens``      bearer tokens
=====================  ==========================================================
"""

from estate.register.area_records import AreaDescription
from estate.register.writes.area import (
    OverlayArea,
    add_organisation,
    changed_areas,
    init_area,
    locate_properties,
    replace_areas,
    sign_protocol,
    withdraw_signature,
)
from estate.register.writes.batches import (
    BatchFacts,
    bump_version,
    lock_organisation,
    lock_register,
    record_batch,
    record_issues,
)
from estate.register.writes.ratings import append_rating
from estate.register.writes.records import apply_parts
from estate.register.writes.revert import mark_reverted, restore_before
from estate.register.writes.tokens import create_token, revoke_token

__all__ = [
    "AreaDescription",
    "BatchFacts",
    "OverlayArea",
    "add_organisation",
    "append_rating",
    "apply_parts",
    "bump_version",
    "changed_areas",
    "create_token",
    "init_area",
    "locate_properties",
    "lock_organisation",
    "lock_register",
    "mark_reverted",
    "record_batch",
    "record_issues",
    "replace_areas",
    "restore_before",
    "revoke_token",
    "sign_protocol",
    "withdraw_signature",
]
