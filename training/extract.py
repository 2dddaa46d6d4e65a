"""Readers: one file in, its paragraphs out (plain strings, markup and code listings removed)."""

import gzip
import re
import struct
from pathlib import Path

from lxml import etree, html

# Leaf blocks: the innermost of these around a text becomes one paragraph.
BLOCKS = {"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "title", "para",
          "item", "desc", "caption", "blockquote", "div", "section", "body", "page", "note"}
DROPPED = {"script", "style", "pre", "code-block", "screen", "listing", "nav", "form", "head",
           "info", "programlisting", "footer", "button", "select", "links", "media"}


def _local(element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _blocks(element, out: list[str]) -> str:
    """Append the leaf paragraphs below `element` to `out`; return the inline text not yet used."""
    name = _local(element)
    if not name or name in DROPPED or (name == "code" and "\n" in (element.text or "")):
        return ""
    parts = [element.text or ""]
    for child in element:
        if _local(child) in BLOCKS:
            if "".join(parts).strip():
                out.append("".join(parts))
            parts = []
            rest = _blocks(child, out)
            if rest.strip():
                out.append(rest)
        elif _local(child) == "br":
            parts.append(" ")
        else:
            parts.append(_blocks(child, out))
        parts.append(child.tail or "")
    return "".join(parts)


def read_html(path: Path) -> list[str]:
    root = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    out: list[str] = []
    out.append(_blocks(root, out))
    return out


def read_xml(path: Path) -> list[str]:
    root = etree.fromstring(path.read_bytes(), parser=etree.XMLParser(recover=True, resolve_entities=False))
    out: list[str] = []
    if root is not None:
        out.append(_blocks(root, out))
    return out


_ESCAPES = [
    (re.compile(r"\\f(\[[^\]]*\]|\(..|.)"), ""),  # fonts
    (re.compile(r"\\s[+-]?\d"), ""),  # sizes
    (re.compile(r"\\\*?\((lq|rq|dq|Tm|R)"), '"'),
    (re.compile(r"\\\(?(aq|cq|oq)"), "'"),
    (re.compile(r"\\\((em|en|hy|mi)|\\\[(em|en|hy|mi)\]"), "-"),
    (re.compile(r"\\\*?\(..|\\\*?\[[^\]]*\]"), ""),
    (re.compile(r"\\-"), "-"),
    (re.compile(r"\\ |\\~|\\0"), " "),
    (re.compile(r"\\e"), r"\\"),
    (re.compile(r'\\".*'), ""),
    (re.compile(r"\\[&|^/,:c%]"), ""),
]
_INLINE = {"B", "I", "BR", "BI", "RB", "IR", "RI", "IB", "SM", "SB", "Nm", "Fl", "Ar", "Xr", "Em", "Pa", "Sh", "SH", "SS"}
_SKIP_START = {"nf": "fi", "EX": "EE", "TS": "TE", "Bd": "Ed", "EQ": "EN"}


def read_man(path: Path) -> list[str]:
    """Roff by hand: requests end paragraphs or give their arguments; listings and tables are skipped."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    out: list[str] = []
    words: list[str] = []
    until = None

    def flush() -> None:
        if words:
            out.append(" ".join(words))
            words.clear()

    for line in text.split("\n"):
        request = re.match(r"[.']\s*([A-Za-z]+)\s*(.*)", line)
        if until:
            until = None if request and request[1] == until else until
            continue
        if request and request[1] in _SKIP_START:
            flush()
            until = _SKIP_START[request[1]]
            continue
        if request and request[1] in _INLINE:
            joined = request[1] not in {"B", "I", "SM", "SB"}
            arguments = re.findall(r'"([^"]*)"|(\S+)', request[2])
            body = ("" if joined else " ").join(a or b for a, b in arguments)
            if request[1] in {"SH", "SS", "Sh"}:
                flush()
                continue
        elif line[:1] in ".'" or not line.strip():
            flush()
            continue
        else:
            body = line
        for pattern, replacement in _ESCAPES:
            body = pattern.sub(replacement, body)
        words.append(body.strip())
    flush()
    return [p for p in out if "\\" not in p]


def _messages(path: Path) -> list[tuple[str, str]]:
    """(msgid, msgstr) of a compiled catalogue, GNU gettext manual section 'MO files'; first plural form."""
    data = path.read_bytes()
    if len(data) < 20:
        return []
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, ids, strings = struct.unpack(order + "III", data[8:20])
    pairs = []
    for i in range(count):
        length, at = struct.unpack_from(order + "II", data, ids + 8 * i)
        key = data[at:at + length].split(b"\0")[0].split(b"\4")[-1]
        length, at = struct.unpack_from(order + "II", data, strings + 8 * i)
        pairs.append((key.decode("utf-8", "replace"), data[at:at + length].split(b"\0")[0].decode("utf-8", "replace")))
    return pairs


def both_sides(key: str, value: str) -> tuple[list[str], list[str]]:
    """The lines of an entry's original and of its translation."""
    # Wesnoth writes a context before ^ into the msgid
    tidy = lambda text: re.sub(r"<[^<>]{1,80}>", "", text).replace("\\n", "\n").replace("_", "").split("\n")
    return tidy(key.split("^", 1)[-1]), tidy(value)


def _translated(pairs: list[tuple[str, str]], original: bool) -> list[str]:
    return [line for key, value in pairs for line in both_sides(key, value)[0 if original else 1]]


def pairs_mo(path: Path) -> list[tuple[str, str]]:
    """(msgid, msgstr) of the entries that are translated."""
    return [(k, v) for k, v in _messages(path) if k and v and k != v]


def pairs_po(path: Path) -> list[tuple[str, str]]:
    text = path.read_text("utf-8", "replace")
    string = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
    unquote = lambda s: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', s)).replace('\\"', '"')
    pairs = [(unquote(a), unquote(b)) for a, b in re.findall(rf"^msgid\s+{string}msgstr\s+{string}", text, re.M)]
    return [(k, v) for k, v in pairs if k and v and k != v]


def read_mo(path: Path, original: bool = False) -> list[str]:
    return _translated(pairs_mo(path), original)


def read_po(path: Path, original: bool = False) -> list[str]:
    return _translated(pairs_po(path), original)
