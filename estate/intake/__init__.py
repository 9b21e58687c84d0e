"""Files in: ``prepare`` reads, recognises, checks and plans; ``commit`` makes it true.

Both take an open connection and leave committing to whoever opened it. A file that cannot be
trusted raises ``FileRefused`` with one sentence that says how to mend it.

What is named here is loaded when it is first asked for: a reader (``readers.reading_process``)
needs none of it, and would start half a second later.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from estate.intake.commit_and_revert import CommitResult, RevertResult, commit, revert
    from estate.intake.issues import Issue
    from estate.intake.mapping_templates import mapping_template
    from estate.intake.plans.plan import ImportPlan
    from estate.intake.preparing import FileRead, context_of, plan_of, prepare, read_file

__all__ = [
    "CommitResult",
    "FileRead",
    "ImportPlan",
    "Issue",
    "RevertResult",
    "commit",
    "context_of",
    "mapping_template",
    "plan_of",
    "prepare",
    "read_file",
    "revert",
]

_IN = {
    "commit_and_revert": ("CommitResult", "RevertResult", "commit", "revert"),
    "issues": ("Issue",),
    "plans.plan": ("ImportPlan",),
    "preparing": ("FileRead", "context_of", "plan_of", "prepare", "read_file"),
    "mapping_templates": ("mapping_template",),
}
_MODULES = {name: module for module, names in _IN.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load what is named here with the module that it stands in."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return found
