"""Translation pairs into English, out of the packages that `prepare.py` unpacked.

    python training/pairs.py [--cache training/.cache]

A catalogue's entry is a pair; so are two paragraphs at the same place of one page in two languages, where both versions
have as many paragraphs. The translated line must stand in the prepared text of its language, so it is clean, identified and on
a known side of the split; the English one must not stand on the other side. So nothing that was held out is tuned on, and
nothing that was read in training is measured on. Writes pairs/<train|heldout>/<language>.jsonl: {"text", "english", "source"}.
"""

import argparse
import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import extract
from corpora import LANGUAGES, SOURCES, Source
from prepare import clean, is_licence, usable

MOST = 400  # characters of a line: a pair should fit a short row


def key_of(line: str) -> bytes:
    """What `prepare.py` calls the same line: letters only, without case."""
    return hashlib.sha1(re.sub(r"[\W\d_]+", "", line.lower()).encode()).digest()[:10]


def sides(cache: Path, language: str) -> dict[bytes, str]:
    """Key of every prepared line -> train | heldout."""
    out = {}
    for side in ("train", "heldout"):
        with open(cache / f"text/{side}/{language}.txt", encoding="utf-8") as file:
            for line in file:
                out[key_of(line)] = side
    return out


def _catalogue(source: Source, language: str, root: Path) -> list[tuple[str, str]]:
    """(translation, English) of every entry whose two texts have as many lines."""
    pairs = []
    for path in sorted(root.glob(source.glob.replace("{}", source.code(language)))):
        for entry in getattr(extract, f"pairs_{source.reader}")(path):
            english, text = ([clean(l) for l in side] for side in extract.both_sides(*entry))
            if len(english) == len(text):
                pairs += zip(text, english)
    return pairs


def _pages(source: Source, language: str, unpacked: Path) -> dict[str, list[str]]:
    """A page's place without its language -> its paragraphs, nothing filtered."""
    code, root, out = source.code(language), unpacked / source.packages[language], {}
    for path in sorted(root.glob(source.glob.replace("{}", code))):
        place = str(path.relative_to(root)).replace(f"/{code}/", "/{}/").replace(f".{code}.html", ".html")
        place = re.sub(rf"-{re.escape(source.packages[language].rsplit('-', 1)[-1])}/", "/", place)
        if path.is_file() and not is_licence(source.name, path.name):
            try:
                lines = [clean(l) for l in getattr(extract, f"read_{source.reader}")(path)]
            except Exception as error:  # a broken page is skipped, not fatal
                print(f"skipped {path.name}: {error}")
                continue
            out[place] = [l for l in lines if l]
    return out


def candidates(source: Source, language: str, unpacked: Path, english: dict[str, list[str]]) -> list[tuple[str, str]]:
    """(text, English) pairs of one source as they stand in the files."""
    if source.reader in ("mo", "po"):
        return _catalogue(source, language, unpacked / source.packages[language])
    pairs = []
    for place, lines in _pages(source, language, unpacked).items():
        if len(lines) == len(english.get(place, [])):
            pairs += zip(lines, english[place])
    return pairs


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    args = parser.parse_args(argv)
    unpacked = args.cache / "packages"
    languages = [l for l in LANGUAGES if (args.cache / f"text/train/{l}.txt").exists()]
    known = {l: sides(args.cache, l) for l in languages}
    out, seen = defaultdict(list), defaultdict(set)
    for source in SOURCES:
        pages = "en" in source.packages and source.reader not in ("mo", "po")
        english = _pages(source, "en", unpacked) if pages else {}
        for language in source.packages:
            if language == "en" or language not in languages:
                continue
            for text, translation in candidates(source, language, unpacked, english):
                keys = key_of(text), key_of(translation)
                side = known[language].get(keys[0])
                other = known["en"].get(keys[1], side if usable(translation, "en") else None)
                if not side or side != other or keys in seen[language] or max(len(text), len(translation)) > MOST:
                    continue
                seen[language].add(keys)
                out[language, side].append({"text": text, "english": translation, "source": source.name})
    for language in languages[1:]:
        counts = []
        for side in ("train", "heldout"):
            found = sorted(out[language, side], key=lambda p: key_of(p["text"]))  # neither file nor alphabet order
            path = args.cache / f"pairs/{side}/{language}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in found), "utf-8")
            counts.append(f"{side} {len(found):,}")
        print(language, ", ".join(counts), flush=True)


if __name__ == "__main__":
    main()
