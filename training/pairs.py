"""Translation pairs into English, out of the packages that `prepare.py` unpacked.

    python training/pairs.py [--cache training/.cache] [--most N]

A catalogue's entry is a pair; so are two paragraphs at the same place of one page in two languages, where both versions
have as many paragraphs. The translated line must stand in the prepared text of its language, so it is clean, identified and on
a known side of the split; the English one must not stand on the other side. So nothing that was held out is tuned on, and
nothing that was read in training is measured on. After `prepare.py --heldout-only` what is not held out counts as
training text, unidentified. An English line that would be on one side with one language and on the other with
another is left out of both. Writes pairs/<train|heldout>/<language>.jsonl: {"text", "english", "source"}.
"""

import argparse
import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import extract
from corpora import LANGUAGES, SOURCES, Source
from prepare import clean, identity_of, is_licence, key_of, may_be_heldout, usable

MOST = 400  # characters of a line: a pair should fit a short row


def sides(cache: Path, language: str) -> dict[bytes, str]:
    """Key of every prepared line -> train | heldout."""
    out = {}
    for side in ("train", "heldout"):
        if not (cache / f"text/{side}/{language}.txt").exists():  # prepared with --heldout-only
            continue
        with open(cache / f"text/{side}/{language}.txt", encoding="utf-8") as file:
            for line in file:
                out[key_of(line)] = side
    return out


def _catalogue(source: Source, language: str, root: Path) -> Iterator[tuple[str, str]]:
    """(translation, English) of every entry whose two texts have as many lines."""
    for path in sorted(root.glob(source.glob.replace("{}", source.code(language)))):
        for entry in getattr(extract, f"pairs_{source.reader}")(path):
            english, text = ([clean(l) for l in side] for side in extract.both_sides(*entry))
            if len(english) == len(text):
                yield from zip(text, english)


def _places(source: Source, language: str, unpacked: Path) -> dict[str, Path]:
    """A page's place without its language -> the page."""
    code, root, out = source.code(language), unpacked / source.packages[language], {}
    for path in root.glob(source.glob.replace("{}", code)):
        place = str(path.relative_to(root)).replace(f"/{code}/", "/{}/").replace(f".{code}.html", ".html")
        place = re.sub(rf"-{re.escape(source.packages[language].rsplit('-', 1)[-1])}/", "/", place)
        if path.is_file() and not is_licence(source.name, path.name):
            out[place] = path
    return out


@lru_cache(maxsize=4096)
def _paragraphs(path: Path, reader: str) -> tuple[str, ...]:
    """Nothing filtered: places must agree. Empty where the page is broken."""
    try:
        return tuple(l for l in map(clean, getattr(extract, f"read_{reader}")(path)) if l)
    except Exception as error:
        print(f"skipped {path.name}: {error}")
        return ()


def candidates(source: Source, language: str, unpacked: Path) -> Iterator[tuple[str, str]]:
    """(text, English) pairs of one source as they stand in the files; pages that may be held out come first."""
    if source.reader in ("mo", "po"):
        yield from _catalogue(source, language, unpacked / source.packages[language])
        return
    if "en" not in source.packages:
        return
    english, pages = (_places(source, l, unpacked) for l in ("en", language))
    order = lambda place: (not may_be_heldout(identity_of(source, language, pages[place])), hashlib.sha1(place.encode()).digest())
    for place in sorted(pages.keys() & english.keys(), key=order):
        lines, originals = (_paragraphs(found[place], source.reader) for found in (pages, english))
        if len(lines) == len(originals):
            yield from zip(lines, originals)


def side_of(text: str, english: str, language: str, known: dict[str, dict[bytes, str]], whole: bool) -> str | None:
    """train, heldout or None for a pair. `whole`: the training text is known too, not only what is held out."""
    translated, original = known[language].get(key_of(text)), known["en"].get(key_of(english))
    if max(len(text), len(english)) > MOST or key_of(text) == key_of(english):
        return None
    if not whole:
        if translated == original:
            return translated or ("train" if usable(text, language) and usable(english, "en") else None)
        return None
    if original is None and usable(english, "en"):
        original = translated
    return translated if translated == original else None


def on_both_sides(found: dict[tuple[str, str], list[dict]]) -> set[bytes]:
    """Keys of English lines that are tuned on with one language and measured with another: catalogues split line by line,
    each language by itself."""
    english = {side: {key_of(p["english"]) for (_, s), pairs in found.items() if s == side for p in pairs} for side in ("train", "heldout")}
    return english["train"] & english["heldout"]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--most", type=float, default=math.inf, help="training pairs of one source in one language")
    args = parser.parse_args(argv)
    present = lambda side: [l for l in LANGUAGES if (args.cache / f"text/{side}/{l}.txt").exists()]
    languages, whole = present("heldout"), present("train") == present("heldout")
    if "en" not in languages:
        raise SystemExit(f"There is no prepared English text in {args.cache}: run training/prepare.py first.")
    known = {l: sides(args.cache, l) for l in languages}
    out, seen = defaultdict(list), set()
    for source in SOURCES:
        for language in [l for l in source.packages if l in languages and l != "en"]:
            taken = 0
            for text, english in candidates(source, language, args.cache / "packages"):
                if taken >= args.most:
                    break
                key, side = (language, key_of(text), key_of(english)), side_of(text, english, language, known, whole)
                if side and key not in seen:
                    seen.add(key)
                    taken += side == "train"
                    out[language, side].append({"text": text, "english": english, "source": source.name})
    mixed = on_both_sides(out)
    for language in [l for l in languages if l != "en"]:
        counts = []
        for side in ("train", "heldout"):
            kept = [p for p in out[language, side] if key_of(p["english"]) not in mixed]
            found = sorted(kept, key=lambda p: key_of(p["text"]))  # neither file nor alphabet order
            path = args.cache / f"pairs/{side}/{language}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in found), "utf-8")
            counts.append(f"{side} {len(found):,}")
        print(language, ", ".join(counts), flush=True)


if __name__ == "__main__":
    main()
