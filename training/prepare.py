"""Prepare the corpora: download, read, clean, identify, deduplicate, split.

    python training/prepare.py --common-voice DIR [--texts DIR …] [--cache training/.cache] [--heldout-only] [--smoke]

DIR of --common-voice holds `<language>.txt.gz`, one CC0 sentence per line (Mozilla Common Voice, server/data); that of
--texts `<name>/<language>.txt.xz` (`texts.py`).
`--heldout-only` reads what is kept out of training and nothing else, a small part of the work: enough to measure a model.
Writes under the cache, the same bytes on every run over the same packages:
    text/parts/<language>/<kind>.<train|heldout>.txt   kind: of `texts.KINDS`; a blank line ends a document
    text/<train|heldout>/<language>.txt                all kinds, one paragraph per line
    text/report.json                                   packages with versions, bytes per language and source, bytes left out
"""

import argparse
import gzip
import hashlib
import json
import lzma
import re
import shutil
import subprocess
import tarfile
import unicodedata
from collections import defaultdict
from multiprocessing import Pool
from pathlib import Path

import extract
from corpora import LANGUAGES, RULES, SOURCES, Source, packages
from language_id import LanguageId
from texts import KINDS, TEXTS

TEXT = re.compile(r"\.(html|page|mo|po)$|/man/.*\.gz$")
HELDOUT_PERCENT = 4
HELDOUT_BYTES = 300_000  # per language; more would be taken from training for nothing
HELDOUT_TEXTS = ("narrative", "encyclopaedia")  # kinds of `texts.py` of which some is held out; the others have theirs from the packages
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_PLACEHOLDER = re.compile(r"\$\w|%\(|%\d*\$?[sdifuc]|\{|\}|https?:|www\.|[<>|=]{1}|\[\[|::|\ufffd")


def _unseen() -> re.Pattern:
    """Control, format and private characters; joiners, which Persian and Hindi are written with, are not among them."""
    found = [c for c in map(chr, range(0xE000)) if unicodedata.category(c) in ("Cc", "Cf") and c not in "\u200c\u200d"]
    found += [c for c in map(chr, range(0xF900, 0x110000)) if unicodedata.category(c) == "Cf"]
    return re.compile(f"[{re.escape(''.join(found))}\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


_UNSEEN = _unseen()


def clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _UNSEEN.sub(" ", text)
    return _WRAPPED.sub("", re.sub(r"\s+", " ", text)).strip(" \u3000•·*-–")


def usable(text: str, language: str) -> bool:
    """A line long enough to be a sentence, made of words, without placeholders."""
    wide = language in ("zh", "ja")
    if not (8 if wide else 22) <= len(text) <= 2000 or _PLACEHOLDER.search(text):
        return False
    letters = sum(c.isalpha() or unicodedata.combining(c) > 0 for c in text)
    return letters / len(text.replace(" ", "")) > 0.75 and (wide or text.count(" ") >= 3)


def download(cache: Path) -> dict[str, str]:
    """Fetch and unpack what is missing; returns package -> version."""
    debs, unpacked = cache / "debs", cache / "packages"
    debs.mkdir(parents=True, exist_ok=True)
    versions = {}
    have = {p.name.split("_")[0] for p in debs.glob("*.deb")}
    missing = [p for p in packages() if p not in have]
    if missing:
        subprocess.run(["apt-get", "download", *missing], cwd=debs, check=True)
    for deb in sorted(debs.glob("*.deb")):
        name, version, _ = deb.name.split("_")
        if name not in packages():
            continue
        versions[name] = version.replace("%3a", ":")
        if not (unpacked / name).exists():
            unpack(deb, unpacked / name)
    return versions


def unpack(deb: Path, folder: Path) -> None:
    """The texts of a package: games bring hundreds of megabytes of pictures, which would only fill the disk."""
    partial = folder.with_name(f"{folder.name}.partial")  # an interrupted unpacking is never taken for a whole one
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    archive = subprocess.Popen(["dpkg", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=archive.stdout, mode="r|") as tar:
        for member in tar:
            if member.isfile() and TEXT.search(member.name):
                tar.extract(member, partial, filter="data")
    if archive.wait() != 0:
        raise SystemExit(f"{deb.name} cannot be unpacked: remove it from {deb.parent} and run this again.")
    partial.rename(folder)


def common_voice(folder: Path, language: str) -> list[str]:
    with gzip.open(folder / f"{language}.txt.gz", "rt", encoding="utf-8") as file:
        return [clean(line) for line in file if line.strip()]


def open_texts(folders: list[Path], language: str) -> dict[str, list[list[str]]]:
    """Name -> documents of cleaned lines, of those that `texts.py` lists and a folder has."""
    out = {}
    for row in TEXTS:
        for path in [f / row.name / f"{language}.txt.xz" for f in folders]:
            if path.is_file():
                with lzma.open(path, "rt", encoding="utf-8") as file:
                    out[row.name] = [d.split("\n") for d in file.read().split("\n\n") if d.strip()]
    return out


def identity_of(source: Source, language: str, path: Path) -> str:
    """The same page in two languages gets the same identity, hence mostly the same side of the split.

    Mostly: a code that is a part of other words is taken out of them too, and each language holds out no more than its budget.
    """
    stem = re.sub(r"\.(en|zh-cn|fr|es|id|ja|de)\.html$", ".html", path.name)
    return f"{source.name}/{path.parent.name if source.reader != 'man' else ''}/{stem}".replace(source.code(language), "{}")


def read_source(job: tuple[Source, str, Path, bool]) -> list[tuple[str, list[str]]]:
    """Documents of one source in one language: (identity without the language, cleaned lines)."""
    source, language, unpacked, heldout_only = job
    root = unpacked / source.packages[language]
    documents = []
    for path in sorted(root.glob(source.glob.replace("{}", source.code(language)))):
        if not path.is_file():
            continue
        identity = identity_of(source, language, path)
        catalogue = source.reader in ("mo", "po")  # split line by line, later
        if heldout_only and not catalogue and not may_be_heldout(identity):
            continue
        try:
            lines = getattr(extract, f"read_{source.reader}")(path, **({"original": language == "en"} if catalogue else {}))
        except Exception as error:  # a broken page is skipped, not fatal
            print(f"skipped {path.name}: {error}")
            continue
        documents.append((identity, [clean(line) for line in lines]))
    return documents


def is_licence(name: str, identity: str) -> bool:
    """Is this document the text of a licence? `identity` as `read_source` makes it: its last part is the file's name."""
    pattern = next((s.left_out for s in SOURCES if s.name == name), "")
    return bool(pattern) and re.fullmatch(pattern, identity.rsplit("/", 1)[-1]) is not None


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha1(text.encode()).digest()[:8], "big")


def may_be_heldout(identity: str) -> bool:
    return _hash(identity) % 100 < HELDOUT_PERCENT


def _groups(name: str, lines: list[str], size: int) -> list[tuple[str, list[str]]]:
    """Unrelated sentences in fixed small groups, ordered by hash: neither alphabet nor collection order."""
    lines = sorted(set(lines), key=lambda l: hashlib.sha1(l.encode()).digest())
    return [(f"{name}/{lines[i]}", lines[i:i + size]) for i in range(0, len(lines), size)]


def key_of(line: str) -> bytes:
    """Two lines of the same letters are the same line."""
    return hashlib.sha1(re.sub(r"[\W\d_]+", "", line.lower()).encode()).digest()[:10]


_SENTENCE = re.compile(r"(?<=[.!?…])[\s\"”»’)]+|(?<=[。！？])[」』”]*")


def without(lines: list[str], heldout: set[bytes]) -> list[str]:
    """Lines of which neither the whole nor a sentence is held out: collections of sentences are taken from books, too."""
    return [l for l in lines if key_of(l) not in heldout and not any(key_of(s) in heldout for s in _SENTENCE.split(l) if len(s) > 12)]


def collect_texts(texts: dict[str, list[list[str]]], heldout: set[bytes], heldout_only: bool, out: dict, sizes: dict) -> None:
    """Add the texts of `texts.py` to what `collect` found, which may be all that was held out before."""
    kinds = {t.name: t.kind for t in TEXTS}
    budget, candidates = defaultdict(int), [(name, document) for name, documents in texts.items() for document in documents]
    candidates.sort(key=lambda c: _hash(c[1][0]))
    side_of = {}
    for i, (name, lines) in enumerate(candidates):
        kind = kinds[name]
        if kind in HELDOUT_TEXTS and may_be_heldout(lines[0]) and budget[kind] < HELDOUT_BYTES // 2:
            side_of[i] = "heldout"
            budget[kind] += sum(len(l.encode()) + 1 for l in lines)
    own = heldout | {key_of(l) for i in side_of for l in candidates[i][1]}
    for i, (name, lines) in enumerate(candidates):
        side = side_of.get(i, "train")
        kept = lines if side == "heldout" else [] if heldout_only else without(lines, own)
        if kept:
            sizes[name] += sum(len(l.encode()) + 1 for l in kept)
            out[kinds[name], side].append(kept)


def collect(language: str, sources: dict[str, list], sentences: list[str], texts: dict[str, list[list[str]]],
            identify: LanguageId, heldout_only: bool) -> tuple[dict, dict]:
    """Filter, split and deduplicate one language. Returns {(kind, side): documents}, {source: bytes kept}.

    Licence texts take part up to the last step, so that leaving them out moves no other document across the split;
    their bytes are counted under `licence texts`, and lines elsewhere that repeat them go with them.
    """
    candidates = []  # (kind, source name, identity, lines)
    for name, documents in sources.items():
        source = next(s for s in SOURCES if s.name == name)
        if source.reader in ("mo", "po"):
            documents = [g for _, lines in documents for g in _groups(name, lines, 4)]
        candidates += [(source.kind, name, identity, lines) for identity, lines in documents]
    candidates += [("everyday", "common-voice", i, lines) for i, lines in _groups("common-voice", sentences, 4)]

    # Order by hash: any prefix is a fair sample of all sources.
    candidates.sort(key=lambda c: _hash(c[2]))
    out, sizes, seen, heldout = defaultdict(list), defaultdict(int), set(), set()
    # held-out first: a line that occurs there is then dropped from training as a duplicate
    for side in ("heldout",) if heldout_only else ("heldout", "train"):
        budget = defaultdict(int)
        for kind, name, identity, lines in candidates:
            if side == "heldout" and (not may_be_heldout(identity) or budget[kind] > HELDOUT_BYTES // 2):
                continue
            if side == "train" and identity in heldout:
                continue
            kept = []
            for line in lines:
                key = key_of(line)
                if key in seen or not (usable(line, language) or name == "common-voice" and len(line) > 5):
                    continue
                if name != "common-voice" and not identify.accepts(line, language):
                    continue
                seen.add(key)
                kept.append(line)
            if side == "heldout":
                heldout.add(identity)
            if kept:
                size = sum(len(l.encode()) + 1 for l in kept)
                budget[kind] += size
                if is_licence(name, identity):
                    sizes["licence texts"] += size
                    continue
                sizes[name] += size
                out[kind, side].append(kept)
        if side == "heldout":
            lines_heldout = set(seen)
    collect_texts(texts, lines_heldout, heldout_only, out, sizes)
    return out, sizes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--common-voice", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="+", default=[], help="folders with the texts of texts.py")
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES)
    parser.add_argument("--heldout-only", action="store_true", help="no training text")
    parser.add_argument("--smoke", action="store_true", help="Common Voice only, no packages")
    args = parser.parse_args()
    if unknown := [l for l in args.languages if l not in LANGUAGES]:
        parser.error(f"there are no corpora of {', '.join(unknown)}: choose from {' '.join(LANGUAGES)}")
    if lacking := [l for l in args.languages if not (args.common_voice / f"{l}.txt.gz").is_file()]:
        raise SystemExit(f"{args.common_voice} has no {lacking[0]}.txt.gz. Name the folder with the sentences of Common Voice, as training/README.md tells.")

    versions = {} if args.smoke else download(args.cache)
    voices = {l: common_voice(args.common_voice, l) for l in args.languages}
    extra = [l for l in ("hi", "tr") if (args.common_voice / f"{l}.txt.gz").exists()]
    identify = LanguageId.learn({l: voices.get(l) or common_voice(args.common_voice, l) for l in [*args.languages, *extra]})

    jobs = [] if args.smoke else [(s, l, args.cache / "packages", args.heldout_only) for s in SOURCES for l in s.packages if l in args.languages]
    read = defaultdict(dict)
    with Pool() as pool:
        for (source, language, *_), documents in zip(jobs, pool.imap(read_source, jobs, chunksize=1)):
            read[language][source.name] = documents
        texts = {l: open_texts(args.texts, l) for l in args.languages}
        results = pool.starmap(collect, [(l, read[l], voices[l], texts[l], identify, args.heldout_only) for l in args.languages], chunksize=1)

    report = {"rules": RULES, "heldout_only": args.heldout_only, "packages": versions, "bytes": {}, "left_out": {}}
    print("texts:", ", ".join(sorted({name for t in texts.values() for name in t})) or "none")
    for language, (parts, sizes) in zip(args.languages, results):
        report["left_out"][language] = sizes.pop("licence texts", 0)
        report["bytes"][language] = dict(sorted(sizes.items()))
        for side in ("heldout",) if args.heldout_only else ("train", "heldout"):
            flat = []
            for kind in KINDS:
                documents = parts[kind, side]
                path = args.cache / "text/parts" / language / f"{kind}.{side}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("".join("\n".join(d) + "\n\n" for d in documents), "utf-8")
                flat += [line for d in documents for line in d]
            path = args.cache / "text" / side / f"{language}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(flat) + "\n", "utf-8")
        everyday = sum(len(l.encode()) + 1 for side in ("train", "heldout") for d in parts["everyday", side] for l in d)
        total = sum(sizes.values())
        print(f"{language}: {total / 1e6:.2f} MB, everyday {everyday / 1e6:.2f} MB, "
              + ", ".join(f"{k} {v / 1e6:.2f}" for k, v in sorted(sizes.items(), key=lambda x: -x[1])))
    (args.cache / "text/report.json").write_text(json.dumps(report, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
