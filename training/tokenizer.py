"""Train the tokenizer and encode the corpora.

    python training/tokenizer.py [--cache training/.cache] [--vocab 16384] [--from media/models/NAME]

Byte-level BPE over equal shares of text per language, so that no language pays for another's size.
`--from` encodes with a shipped model's tokenizer instead, for going on with that model.
Token 0, <|endoftext|>, both begins and ends documents. Writes tokenizer/ and
tokens/<language>.<kind>.<side>.bin (uint16; a document = paragraphs joined by newlines + token 0).
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from corpora import LANGUAGES

END = "<|endoftext|>"
# LLaMA-3's pattern with digits one by one: words with their leading space, punctuation, line breaks
PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}"
           r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SHARE = 1_500_000  # characters per language


def documents(cache: Path, language: str, kind: str, side: str) -> list[str]:
    text = (cache / f"text/parts/{language}/{kind}.{side}.txt").read_text("utf-8")
    return [d for d in text.split("\n\n") if d.strip()]


def _share(cache: Path, language: str) -> list[str]:
    """Half everyday, half documentation; repeated where the language has less than its share."""
    out = []
    for kind in ("everyday", "docs"):
        found = documents(cache, language, kind, "train")
        random.Random(0).shuffle(found)
        size, i = 0, 0
        # Han and kana carry two to three times as much per character
        goal = SHARE // 2 // (2 if language in ("zh", "ja") else 1)
        while found and size < goal and i < 3 * len(found):
            out.append(found[i % len(found)])
            size += len(out[-1])
            i += 1
    return out


def train(cache: Path, languages: list[str], vocab: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocab, special_tokens=[END], max_token_length=24,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    tokenizer.train_from_iterator((d for l in languages for d in _share(cache, l)), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{END} $A", special_tokens=[(END, 0)])
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--vocab", type=int, default=16384)
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
            for kind in ("everyday", "docs"):
                found = documents(args.cache, language, kind, side)
                ids = [i for e in tokenizer.encode_batch([d for d in found], add_special_tokens=False) for i in [*e.ids, 0]]
                np.array(ids, dtype=np.uint16).tofile(args.cache / f"tokens/{language}.{kind}.{side}.bin")
                line.append(f"{kind} {len(ids):,} tokens, {sum(len(d.encode()) for d in found) / max(1, len(ids)):.2f} bytes/token")
            print(language, side, "; ".join(line), flush=True)


if __name__ == "__main__":
    main()
