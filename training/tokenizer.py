"""Train the tokenizer and encode the corpora.

    python training/tokenizer.py [--cache training/.cache] [--vocab 28672] [--from media/models/NAME]

Byte-level BPE over equal shares of text per language, so that no language pays for another's size. Digits, Han and Kana
stand alone, and every character of Chinese or Japanese that is at all common is one token.
`--from` encodes with a shipped model's tokenizer instead, for going on with that model.
Token 0, <|endoftext|>, both begins and ends documents. Writes tokenizer/ and
tokens/<language>.<kind>.<side>.bin (uint16; a document = paragraphs joined by newlines + token 0).
"""

import argparse
import json
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from corpora import LANGUAGES
from texts import KINDS

END = "<|endoftext|>"
# Characters that stand alone: iteration marks, Kana, Han.
ALONE = "々-〇぀-ヿ㐀-䶿一-鿿豈-﫿"
# LLaMA-3's pattern with digits and the above one by one: words with their leading space, punctuation, line breaks
PATTERN = (rf"[{ALONE}]|(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?(?:(?![{ALONE}])[\p{{L}}\p{{M}}])+|\p{{N}}"
           r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SHARE = 3_000_000  # characters per language
WHOLE = 0.9998  # of the occurrences of characters of Chinese and of Japanese are one token each


def documents(cache: Path, language: str, kind: str, side: str) -> list[str]:
    file = cache / f"text/parts/{language}/{kind}.{side}.txt"
    text = file.read_text("utf-8") if file.exists() else ""
    return [d for d in text.split("\n\n") if d.strip()]


def _share(cache: Path, language: str) -> list[str]:
    """Every kind in equal parts; repeated where the language has less than its share."""
    out, wide = [], language in ("zh", "ja")
    for kind in KINDS:
        found = documents(cache, language, kind, "train")
        random.Random(0).shuffle(found)
        size, i = 0, 0
        # Han and kana carry two to three times as much per character
        goal = SHARE // len(KINDS) // (2 if wide else 1)
        while found and size < goal and i < 3 * len(found):
            out.append(found[i % len(found)])
            size += len(out[-1])
            i += 1
    return out


def common_characters(cache: Path, languages: list[str], covered: float = WHOLE) -> list[str]:
    """Characters that stand alone, most frequent first, until `covered` of their occurrences in each of zh and ja is reached."""
    out: dict[str, None] = {}
    for language in [l for l in ("zh", "ja") if l in languages]:
        counted = Counter(c for kind in KINDS for d in documents(cache, language, kind, "train") for c in re.findall(f"[{ALONE}]", d))
        total, seen = sum(counted.values()), 0
        for character, count in counted.most_common():
            if seen >= covered * total:
                break
            seen += count
            out[character] = None
    return list(out)


def joined(model: dict, words: list[str]) -> None:
    """Appends to a BPE model (as in tokenizer.json) the merges that make one token of each word, in byte-level BPE's letters.

    They come behind all that was learnt, so they change no text without these words.
    """
    vocabulary, merges = model["vocab"], model["merges"]
    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    for word in words:
        parts = list(word)
        while len(parts) > 1:
            known = [(rank[pair], i) for i, pair in enumerate(zip(parts, parts[1:])) if pair in rank]
            if not known:
                pair = (parts[0], parts[1])
                rank[pair] = len(merges)
                merges.append(list(pair))
                vocabulary.setdefault(parts[0] + parts[1], len(vocabulary))
                known = [(rank[pair], 0)]
            at = min(known)[1]
            parts[at:at + 2] = [parts[at] + parts[at + 1]]


def _shortened(made: dict, size: int) -> dict:
    """A BPE tokenizer without the entries that were learnt last."""
    model = made["model"]
    model["vocab"] = {t: i for t, i in model["vocab"].items() if i < size}
    model["merges"] = [m for m in model["merges"] if "".join(m) in model["vocab"]]
    return made


def train(cache: Path, languages: list[str], vocab: int) -> Tokenizer:
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), "isolated"), byte_level,
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocab, special_tokens=[END], max_token_length=24,
                                  initial_alphabet=sorted(byte_level.alphabet()), show_progress=False)
    tokenizer.train_from_iterator((d for l in languages for d in _share(cache, l)), trainer)
    characters = [byte_level.pre_tokenize_str(c)[0][0] for c in common_characters(cache, languages)]
    learnt = tokenizer.to_str()

    def with_characters(room: int) -> dict:
        """The tokenizer with `room` entries fewer, those that were learnt last, and the characters joined."""
        made = _shortened(json.loads(learnt), vocab - room)
        joined(made["model"], characters)
        return made

    over = lambda room: len(with_characters(room)["model"]["vocab"]) - vocab
    room = 0
    while (more := over(room)) > 0:
        room += more
        if vocab - room <= len(byte_level.alphabet()):
            raise SystemExit(f"{vocab} entries are too few for the {len(characters)} common characters of these texts: give --vocab more.")
    while room > 0 and over(room - 1) <= 0:  # an entry that went may have been one that the characters bring back
        room -= 1
    made = with_characters(room)
    tokenizer = Tokenizer.from_str(json.dumps(made))
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{END} $A", special_tokens=[(END, 0)])
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--vocab", type=int, default=28672)
    parser.add_argument("--from", dest="bundle", type=Path, help="a model folder whose tokenizer is taken as it is")
    args = parser.parse_args()
    present = {side: [l for l in LANGUAGES if (args.cache / f"text/{side}/{l}.txt").exists()] for side in ("train", "heldout")}
    languages = present["train"]
    if not present["heldout"] or not (languages or args.bundle):
        raise SystemExit(f"There is no training text in {args.cache}: run training/prepare.py first; after --heldout-only, give --from a model's folder.")
    if args.bundle and not (args.bundle / "tokenizer.json").is_file():
        raise SystemExit(f"{args.bundle} has no tokenizer.json. Name a model's folder.")

    folder = args.cache / "tokenizer"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.bundle / "tokenizer.json")) if args.bundle else train(args.cache, languages, args.vocab)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": END, "eos_token": END, "unk_token": None,
        "add_bos_token": True, "add_eos_token": False, "clean_up_tokenization_spaces": False, "model_max_length": 512,
    }, indent=2) + "\n")

    (args.cache / "tokens").mkdir(exist_ok=True)
    for language in present["heldout"]:
        for side in ("train", "heldout"):
            if language not in present[side]:  # prepared with --heldout-only
                continue
            line = []
            for kind in KINDS:
                found = documents(args.cache, language, kind, side)
                ids = [i for e in tokenizer.encode_batch([d for d in found], add_special_tokens=False) for i in [*e.ids, 0]]
                np.array(ids, dtype=np.uint16).tofile(args.cache / f"tokens/{language}.{kind}.{side}.bin")
                line.append(f"{kind} {len(ids):,} tokens, {sum(len(d.encode()) for d in found) / max(1, len(ids)):.2f} bytes/token")
            print(language, side, "; ".join(line), flush=True)


if __name__ == "__main__":
    main()
