"""Every INSERT and UPDATE of the register; none of them commits (the edge does).

=====================  ==========================================================
``writes_area``        the county, organisations and aliases, overlays
``writes_batches``     imports, row issues, the register's version, locks
``writes_new``         new rows of an import, column by column
``writes_records``     what an import plan changes, with history and provenance
``writes_revert``      an import taken back, from the rows that ``writes_undo`` kept
``writes_ratings``     appending ratings
``writes_tokens``      bearer tokens
=====================  ==========================================================
"""

from estate.register.area_records import AreaDescription
from estate.register.writes_area import (
    OverlayArea,
    add_organisation,
    changed_areas,
    init_area,
    locate_properties,
    replace_areas,
    sign_protocol,
    withdraw_signature,
)
from estate.register.writes_batches import (
    BatchFacts,
    bump_version,
    lock_organisation,
    lock_register,
    record_batch,
    record_issues,
)
from estate.register.writes_ratings import append_rating
from estate.register.writes_records import apply_parts
from estate.register.writes_revert import mark_reverted, restore_before
from estate.register.writes_tokens import create_token, revoke_token

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
