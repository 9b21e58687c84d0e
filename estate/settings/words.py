"""What is wrong with settings, one plain sentence each: which, what was given, what is allowed."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from estate.settings import Settings

_PREFIX = "ESTATE_"
#: Read by the program, though no setting of a running instance.
_OTHERS = frozenset({"ESTATE_SECRETS_DIR"})
_FOR_TESTS = "ESTATE_TEST_"
_LONGEST_SHOWN = 80

#: What a text must be like whose pattern would mean nothing to most people.
PATTERNS = {
    "public_url": "an address that begins with https:// (or http://) and has no path, such as "
    "https://estate.example.gov.uk",
    "security_contact": "an address that begins with mailto:, https:// or tel:, such as "
    "mailto:security@estate.example.gov.uk",
    "oidc_issuer": "an address that begins with https:// (or http://)",
    "basemap_proxy": "an address that begins with http://, https:// or socks5://",
}


def variable(name: str) -> str:
    """``max_upload_mb`` → ``ESTATE_MAX_UPLOAD_MB``."""
    return _PREFIX + name.upper()


def sentences(error: ValidationError) -> list[str]:
    """Every wrong setting in one sentence; secrets are never repeated."""
    return [_sentence(dict(one)) for one in error.errors(include_url=False)]


def _sentence(one: Mapping[str, Any]) -> str:
    if not one["loc"]:
        return str(one["msg"]).removeprefix("Value error, ")
    name = str(one["loc"][0])
    field = Settings.model_fields[name]
    given = "" if "Secret" in str(field.annotation) else f" is {_shown(one['input'])}, but"
    default = field.get_default(call_default_factory=True, validated_data={})
    usual = "to do without" if default in (None, "") else f"for the usual {default}"
    must = f"must be {_allowed(name, one)}"
    return f"{variable(name)}{given} {must}: set it so, or unset it {usual}."


def _shown(given: Any) -> str:
    text = str(given)
    return f"'{text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + '…'}'"


def _allowed(name: str, one: Mapping[str, Any]) -> str:
    """What a setting may be, in words."""
    kind, told = one["type"], one.get("ctx", {})
    if kind == "literal_error":
        return str(told["expected"]).replace("'", "")
    if name in PATTERNS and kind in ("string_pattern_mismatch", "value_error"):
        return PATTERNS[name]
    if kind == "string_too_long":
        return f"at most {told['max_length']:,} characters long"
    limits = _limits(name)
    if limits:
        return f"a whole number {limits}"
    return str(one["msg"]).lower()


def _limits(name: str) -> str:
    bounds: dict[str, int] = {}
    for rule in Settings.model_fields[name].metadata:
        bounds |= {end: getattr(rule, end) for end in ("ge", "le") if hasattr(rule, end)}
    if len(bounds) == 2:
        return f"from {bounds['ge']:,} to {bounds['le']:,}"
    return f"of {bounds['ge']:,} or more" if "ge" in bounds else ""


def unknown(environment: Iterable[str]) -> list[str]:
    """A sentence for each variable that looks like a setting and is none."""
    known = {variable(name) for name in Settings.model_fields} | _OTHERS
    strange = sorted(
        name
        for name in environment
        if name.startswith(_PREFIX) and not name.startswith(_FOR_TESTS) and name not in known
    )
    return [
        f"{name} is no setting of this service and is ignored{_meant(name, known)}"
        for name in strange
    ]


def _meant(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f": did you mean {near[0]}?" if near else "."
