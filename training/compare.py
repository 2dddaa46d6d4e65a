"""Before and after tuning: two checkpoints on the same held-out text (2405.13816, sections 3 and 5).

    python training/compare.py --name babelscope-10l --before CHECKPOINT --after CHECKPOINT [--cache training/.cache]

Per language: loss on held-out translation pairs into English, with the right text before it and with another pair's
(the difference is what the model takes from the text); bits per byte; and per layer how alike parallel sentences are to
their English: Pearson's r of their first principal component's scores, and the cosine of parallel less that of other
sentences, each language's mean taken away. Writes the key `tuning` of export/<name>/evaluation.json, for the card.
"""

import argparse
import json
import time
from datetime import date
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from bits import bits
from subject import Subject
from tune import encode, padded, read

PAIRS = 150  # per language
HELDOUT = 2048  # tokens per language and kind for bits per byte


@torch.no_grad()
def translation_loss(subject: Subject, rows: list[tuple[list[int], int]]) -> float:
    """Nats per token of the English part."""
    total, count = 0.0, 0
    for at in range(0, len(rows), 16):
        ids, scored = padded(rows[at:at + 16])
        logits = subject.model(ids[:, :-1])[scored]
        total += F.cross_entropy(logits, ids[:, 1:][scored], reduction="sum").item()
        count += len(logits)
    return total / count


def mismatched(rows: list[tuple[list[int], int]]) -> list[tuple[list[int], int]]:
    """Every English part behind the text of the next pair."""
    texts = [ids[:begin] for ids, begin in rows]
    return [(texts[(i + 1) % len(rows)] + ids[begin:], len(texts[(i + 1) % len(rows)])) for i, (ids, begin) in enumerate(rows)]


@torch.no_grad()
def pooled(subject: Subject, texts: list[str]) -> np.ndarray:
    """Mean residual stream of each text, begin token excluded: [layer + 1, text, d_model]; layer 0 is the embedding."""
    model, out = subject.model, []
    for text in texts:
        ids = torch.tensor([[0, *subject.tokenizer.encode(text, add_special_tokens=False).ids]])[:, : subject.context]
        cos, sin = model.cos[: ids.shape[1]], model.sin[: ids.shape[1]]
        x, layers = model.model.embed_tokens(ids), []
        layers.append(x[0, 1:].mean(0))
        for block in model.model.layers:
            x = block(x, cos, sin)
            layers.append(x[0, 1:].mean(0))
        out.append(torch.stack(layers))
    return torch.stack(out, 1).double().numpy()


def first_component(points: np.ndarray) -> np.ndarray:
    """[point, d] -> scores on the first principal component."""
    centred = points - points.mean(0)
    return centred @ np.linalg.svd(centred, full_matrices=False)[2][0]


def alignment(foreign: np.ndarray, english: np.ndarray) -> tuple[list[float], list[float]]:
    """[layer, text, d] of parallel texts -> per layer Pearson's r and the margin of the cosine."""
    pearson, cosine = [], []
    for a, b in zip(foreign, english):
        scores = first_component(np.concatenate([a, b]))
        pearson.append(float(np.corrcoef(scores[: len(a)], scores[len(a):])[0, 1]))
        unit = [x / np.linalg.norm(x, axis=1, keepdims=True) for x in (a - a.mean(0), b - b.mean(0))]
        likeness = unit[0] @ unit[1].T
        same = np.eye(len(a), dtype=bool)
        cosine.append(float(likeness[same].mean() - likeness[~same].mean()))
    return pearson, cosine


def measure(subject: Subject, languages: list[str], pairs_each: int, tokens: int) -> dict:
    out = {"bits": {l: v["all"] for l, v in bits(subject, tokens).items()}, "loss": {}, "mismatched": {}, "pearson": {}, "cosine": {}, "pairs": {}}
    for language in languages:
        pairs = read(subject.cache, "heldout", language)[:pairs_each]
        rows = encode(subject.tokenizer, pairs, subject.context)
        if len(rows) < 10:
            print(f"{language}: {len(rows)} held-out pairs, too few to measure")
            continue
        out["pairs"][language] = len(rows)
        out["loss"][language] = round(translation_loss(subject, rows), 3)
        out["mismatched"][language] = round(translation_loss(subject, mismatched(rows)), 3)
        pearson, cosine = alignment(*(pooled(subject, [p[side] for p in pairs]) for side in ("text", "english")))
        out["pearson"][language], out["cosine"][language] = ([round(v, 3) for v in values] for values in (pearson, cosine))
        print(language, out["loss"][language], out["mismatched"][language], out["cosine"][language], flush=True)
    return out


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--before", type=Path, required=True)
    parser.add_argument("--after", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--tokens", type=int, default=HELDOUT)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--machine", default="2 CPU cores")
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    before, after = Subject(args.cache, args.before), Subject(args.cache, args.after)
    if not after.tuning:
        raise SystemExit(f"{args.after} was not tuned. Name what training/tune.py wrote, tuned/NAME.pt in the cache.")
    started, result = time.time(), {}
    for when, subject in (("before", before), ("after", after)):
        result[when] = measure(subject, [l for l in subject.languages if l != "en"], args.pairs, args.tokens)
    result |= {"date": date.today().isoformat(), "machine": args.machine}
    result["tuning"] = after.tuning
    target = args.cache / "export" / args.name / "evaluation.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    found = json.loads(target.read_text()) if target.exists() else {}
    of = found.get("of", {}) | {"tuning": before.weights}
    target.write_text(json.dumps(found | {"tuning": result, "of": of}, indent=1, ensure_ascii=False))
    print(f"compared in {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
