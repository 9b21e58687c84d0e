"""The map's modules joined into one script.

A browser asks for modules one by one, and loads none from a page that no server stands behind;
so each becomes a function, in the order of their imports.
Only the forms of import and export that our own scripts use are known; any other is an error.
"""

import re

from maps import assets

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(
    r"^export\s+((?:async\s+)?(?:function|class|const|let)\b\*?\s*([\w$]+))", re.MULTILINE
)
_LEFT = re.compile(r"^\s*(?:import|export)\b.*$", re.MULTILINE)


def joined(entry: str) -> str:
    """One script that does what the module ``entry`` (a file of ``static``) does."""
    order: list[str] = []
    texts: dict[str, str] = {}
    _visit(entry, order, texts, ())
    parts = "\n".join(_as_function(name, texts[name]) for name in order)
    return f'(() => {{\n"use strict";\nconst modules = {{}};\n{parts}\n}})();'


def _visit(name: str, order: list[str], texts: dict[str, str], above: tuple[str, ...]) -> None:
    """Put a module behind those that it imports."""
    if name in above:
        raise assets.AssetError(f"The map's scripts import one another in a ring: {name}.")
    if name in texts:
        return
    texts[name] = (assets.STATIC_DIR / name).read_text(encoding="utf-8")
    for imported in _IMPORT.finditer(texts[name]):
        _visit(imported[2], order, texts, (*above, name))
    order.append(name)


def _as_function(name: str, text: str) -> str:
    text = _IMPORT.sub(_taken, text)
    exported = [found[2] for found in _EXPORT.finditer(text)]
    text = _EXPORT.sub(r"\1", text)
    left = _LEFT.search(text)
    if left is not None:
        raise assets.AssetError(f"{name} has an import or export of an unknown form: {left[0]}")
    return f'modules["{name}"] = (() => {{\n{text}\nreturn {{ {", ".join(exported)} }};\n}})();'


def _taken(found: re.Match[str]) -> str:
    """``{ a, b as c }`` as a destructuring."""
    names = [name.strip() for name in found[1].split(",") if name.strip()]
    taken = ", ".join(re.sub(r"\s+as\s+", ": ", name) for name in names)
    return f'const {{ {taken} }} = modules["{found[2]}"];'
