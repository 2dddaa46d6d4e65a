"""Tune a model on question translation: pairs into English, nothing else (2405.13816, section 3).

    python training/tune.py --from training/.cache/restored/babelscope-10l.pt --languages zh fr es vi
                            [--tokens 1000000] [--lora 8] [--cache training/.cache] [--name tuned]

A row is begin token, text, line break, English text, end token; the loss is on the English part only. All weights are
tuned, or with `--lora RANK` the query and value projections by a low-rank product, as in the paper, merged before
writing. Languages not named are never seen here: `compare.py` shows what becomes of them.
Writes tuned/<name>.pt, a checkpoint as train.py's; the run starts over where it is interrupted.
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from checkpoint import load
from loss import HeadLoss, _piece
from model import Llama, Shape

ROW = 192  # tokens; longer pairs are left out


def encode(tokenizer: Tokenizer, pairs: list[dict], context: int) -> list[tuple[list[int], int]]:
    """(ids of the whole row, where the English part begins) of the pairs that fit into half the context and ROW."""
    longest = min(ROW, context // 2)
    out = []
    texts = tokenizer.encode_batch([p["text"] + "\n" for p in pairs], add_special_tokens=False)
    english = tokenizer.encode_batch([p["english"] for p in pairs], add_special_tokens=False)
    for a, b in zip(texts, english):
        if len(a.ids) + len(b.ids) + 2 <= longest:
            out.append(([0, *a.ids, *b.ids, 0], 1 + len(a.ids)))
    return out


def read(cache: Path, side: str, language: str) -> list[dict]:
    path = cache / f"pairs/{side}/{language}.jsonl"
    if not path.is_file():
        raise SystemExit(f"There are no pairs of {language} in {cache}: run training/pairs.py, or name other languages.")
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def padded(rows: list[tuple[list[int], int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """ids [row, pos] padded on the right, and which positions predict a token of the English part [row, pos - 1]."""
    width = max(len(ids) for ids, _ in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    scored = torch.zeros(len(rows), width - 1, dtype=torch.bool)
    for i, (row, begin) in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        scored[i, begin - 1: len(row) - 1] = True
    return ids, scored


class LowRank(nn.Module):
    """A frozen projection plus a product of two thin matrices, which begins at zero."""

    def __init__(self, inner: nn.Linear, rank: int):
        super().__init__()
        self.inner = inner
        self.down = nn.Parameter(torch.randn(rank, inner.in_features) / rank ** 0.5)
        self.up = nn.Parameter(torch.zeros(inner.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x) + x @ self.down.T @ self.up.T

    def merged(self) -> nn.Linear:
        with torch.no_grad():
            self.inner.weight += self.up @ self.down
        return self.inner


def adapt(model: Llama, rank: int) -> list[nn.Parameter]:
    """What is trained: all weights (rank 0), or new factors beside the query and value projections."""
    if not rank:
        return list(model.parameters())
    model.requires_grad_(False)
    for block in model.model.layers:
        for name in ("q_proj", "v_proj"):
            setattr(block.self_attn, name, LowRank(getattr(block.self_attn, name), rank))
    return [p for p in model.parameters() if p.requires_grad]


def merge(model: Llama) -> None:
    for block in model.model.layers:
        for name in ("q_proj", "v_proj"):
            found = getattr(block.self_attn, name)
            if isinstance(found, LowRank):
                setattr(block.self_attn, name, found.merged())


def batches(pairs: dict[str, list], rows: int, seed: int):
    """Batches without end, every language equally often, of rows of like length (less padding)."""
    draw = random.Random(seed)
    while True:
        pool = [row for found in pairs.values() for row in draw.choices(found, k=8 * rows // len(pairs))]
        pool.sort(key=lambda row: len(row[0]))
        chunks = [pool[i:i + rows] for i in range(0, len(pool) - rows + 1, rows)]
        draw.shuffle(chunks)
        yield from chunks


def tune(model: Llama, pairs: dict[str, list], tokens: int, rank: int, rate: float, rows: int = 32, seed: int = 1) -> dict:
    """Tunes in place; returns what was used."""
    weights = adapt(model, rank)
    optimizer = torch.optim.AdamW(weights, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)
    embedding = model.model.embed_tokens.weight
    seen, step, window, started = 0, 0, [], time.time()
    for batch in batches(pairs, rows, seed):
        progress = seen / tokens
        if progress >= 1:
            break
        ids, scored = padded(batch)
        for group in optimizer.param_groups:  # a short climb, then down to zero
            group["lr"] = rate * min(1.0, progress / 0.05 + 0.02, (1 - progress) / 0.95)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = model.hidden(ids[:, :-1])[scored]
        loss = HeadLoss.apply(hidden.bfloat16(), embedding, ids[:, 1:][scored], _piece)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        seen, step = seen + sum(len(row) for row, _ in batch), step + 1
        window.append(loss.item())
        if step % 50 == 0:
            print(json.dumps({"step": step, "tokens": seen, "loss": round(sum(window) / len(window), 4)}), flush=True)
            window = []
    merge(model)
    return {"tokens": seen, "steps": step, "seconds": round(time.time() - started)}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--from", dest="start", type=Path, required=True, help="a checkpoint of train.py or restore.py")
    parser.add_argument("--languages", nargs="+", required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--name", default="tuned")
    parser.add_argument("--tokens", type=int, default=1_000_000, help="of whole rows, both languages")
    parser.add_argument("--lora", type=int, default=0, metavar="RANK", help="tune query and value projections only; 0: all weights")
    parser.add_argument("--rate", type=float, help="learning rate; 3e-4 for all weights, 2e-3 with --lora")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    state = load(args.start)
    model = Llama(Shape(**state["config"]["shape"]))
    model.load_state_dict(state["model"])
    tokenizer = Tokenizer.from_file(str(args.cache / "tokenizer/tokenizer.json"))
    pairs = {l: encode(tokenizer, read(args.cache, "train", l), state["config"]["shape"]["context"]) for l in args.languages}
    empty = [l for l, found in pairs.items() if not found]
    if empty:
        raise SystemExit(f"There are no pairs for {', '.join(empty)}: run training/pairs.py, or name other languages.")
    used = tune(model, pairs, args.tokens, args.lora, args.rate or (2e-3 if args.lora else 3e-4))
    tuning = used | {"languages": args.languages, "lora": args.lora, "pairs": {l: len(found) for l, found in pairs.items()}}
    target = args.cache / f"tuned/{args.name}.pt"
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state | {"model": model.state_dict(), "optimizers": [], "tuning": tuning}, target)
    print(json.dumps(tuning))


if __name__ == "__main__":
    main()
