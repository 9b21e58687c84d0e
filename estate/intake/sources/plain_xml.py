"""XML without anything that leads elsewhere: addresses of schemas, comments, instructions.

GDAL looks for ``schemaLocation=`` in the text of a GML file, wherever it stands, and asks the
address behind it. The same words in a text or in a value stay what they are, written so that
only an XML parser reads them as such. All of this takes well-formed XML for granted.
"""

import re

_APART = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_PIECE = re.compile(r"""<[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+>|[^<]++""")
_ATTRIBUTE = re.compile(r"""(?<=[\s"'])([^\s=<>/"']++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_NAME = re.compile(r"<[^\s<>/]++")
_ADDRESS = "schemalocation"
_SAID = re.compile(r"schemalocation", re.IGNORECASE)
#: What stands between declaration and text is read as before: UTF-8 is what is written here.
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def plain(text: str) -> str:
    """The same elements, values and texts, in an XML of UTF-8."""
    made, end = [_DECLARATION, "\n"], 0
    for found in _APART.finditer(text):
        made += [_without_addresses(text[end : found.start()]), _text_of(found[0])]
        end = found.end()
    made.append(_without_addresses(text[end:]))
    return "".join(made)


def _text_of(apart: str) -> str:
    """Nothing of a comment or an instruction; a CDATA section as it is, the word in two."""
    if not apart.startswith("<![CDATA["):
        return ""
    return _SAID.sub(lambda word: f"{word[0][:6]}]]><![CDATA[{word[0][6:]}", apart)


def _without_addresses(text: str) -> str:
    if _SAID.search(text) is None:
        return text
    return _PIECE.sub(_piece, text)


def _piece(found: re.Match[str]) -> str:
    """A tag without such attributes, or a text."""
    piece = found[0]
    if _SAID.search(piece) is None:
        return piece
    name = _NAME.match(piece)
    if not piece.startswith("<") or name is None:
        return _veiled(piece)
    kept = [
        f" {one[1]}={_veiled(one[2])}"
        for one in _ATTRIBUTE.finditer(piece, name.end())
        if not one[1].casefold().endswith(_ADDRESS)
    ]
    return f"{name[0]}{''.join(kept)}{'/>' if piece.endswith('/>') else '>'}"


def _veiled(text: str) -> str:
    """One letter by its number: a parser reads it as before, a search does not find it."""
    return _SAID.sub(lambda word: f"{word[0][:6]}&#{ord(word[0][6])};{word[0][7:]}", text)
