"""Train the model; resumes from the last checkpoint by itself.

    python training/train.py --config training/configs/cpu.json [--cache training/.cache] [--minutes 90]

The learning rate is a trapezoid over progress (warm up, hold, decay to zero), and progress is the larger of
tokens seen and minutes used, so a run can be given a time instead of a size, also when it is resumed.
Writes run/<config>/checkpoint.pt every few minutes and run/<config>/log.jsonl.

On a CPU every worker is a process with one thread: parameters lie in shared memory, each worker has its own
share of the batch and owns every n-th parameter's update. They meet twice a step, not twice a layer, which on
a busy machine is worth a factor of three over threads that wait for each other in every product.
"""

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as mp
import torch.nn.functional as F

from corpora import LANGUAGES
from loss import HeadLoss, _piece
from model import Llama, Shape
from widen import widened

# glibc gives large blocks back to the system after each use; the page faults cost a third of the time
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "68719476736", "MALLOC_TOP_PAD_": "268435456"}


class Rows:
    """Random rows of one language each; every step's draw depends on seed and step alone."""

    def __init__(self, cache: Path, side: str, config: dict):
        self.width = config["shape"]["context"] + 1  # tokens of the longest row
        self.seed = config["seed"]
        self.languages, self.parts, self.everyday = [], {}, {}
        present = [l for l in LANGUAGES if (cache / f"tokens/{l}.docs.{side}.bin").exists()]
        for language in present:
            parts = {kind: np.fromfile(cache / f"tokens/{language}.{kind}.{side}.bin", dtype=np.uint16)
                     for kind in ("everyday", "docs")}
            parts = {k: v for k, v in parts.items() if len(v) > self.width}
            self.languages.append(language)
            self.parts[language] = parts
            # plain sentences get their share, but a thin collection is not read more often than `epochs`
            most = config["epochs"] * len(parts.get("everyday", [])) * len(present) / config["tokens"]
            self.everyday[language] = 1.0 if "docs" not in parts else min(config["everyday"], most)

    def batch(self, step: int, tokens_per_step: int, length: int) -> torch.Tensor:
        """[row, length + 1] token ids."""
        draw = np.random.default_rng([self.seed, step])
        order = draw.permutation(len(self.languages))
        rows, width = tokens_per_step // length, length + 1
        out = np.empty((rows, width), dtype=np.int64)
        for i in range(rows):
            # a rotating start keeps the languages level when rows is no multiple of their number
            language = self.languages[order[i % len(order)]]
            kind = "everyday" if draw.random() < self.everyday[language] else "docs"
            tokens = self.parts[language][kind]
            at = draw.integers(len(tokens) - width)
            out[i] = tokens[at:at + width]
        return torch.from_numpy(out)

    def fixed(self, language: str, rows: int) -> torch.Tensor:
        """Evenly spaced rows of a language, half of each kind."""
        out = []
        for tokens in self.parts[language].values():
            starts = np.linspace(0, len(tokens) - self.width, max(1, rows // 2)).astype(int)
            out += [tokens[a:a + self.width].astype(np.int64) for a in starts]
        return torch.from_numpy(np.stack(out))


def learning_rate(progress: float, config: dict) -> float:
    """Factor 0…1 of the trapezoid."""
    return max(0.0, min(1.0, progress / config["warmup"], (1 - progress) / config["decay"]))


def heldout_loss(model: Llama, rows: torch.Tensor) -> float:
    return F.cross_entropy(model(rows[:, :-1]).float().flatten(0, 1), rows[:, 1:].flatten()).item()


class Team:
    """What the workers share: parameters, one flat gradient buffer each, a barrier, the progress."""

    def __init__(self, model: Llama, workers: int):
        self.workers = workers
        size = sum(p.numel() for p in model.parameters())
        self.model = model.share_memory()
        self.gradients = torch.zeros(workers, size).share_memory_()
        self.progress = torch.zeros(1, dtype=torch.float64).share_memory_()
        self.barrier = mp.get_context("spawn").Barrier(workers)

    def attach(self, model: Llama, rank: int) -> list[torch.Tensor]:
        """Point every p.grad into this worker's buffer; returns per parameter all workers' views."""
        at, views = 0, []
        for p in model.parameters():
            spans = self.gradients[:, at:at + p.numel()]
            p.grad = spans[rank].view_as(p)
            views.append(spans)
            at += p.numel()
        return views


def owned(items: list, rank: int, workers: int) -> list:
    return items[rank::workers]


def optimizers_of(model: Llama, config: dict, rank: int, workers: int) -> list[torch.optim.Optimizer]:
    named = list(model.named_parameters())
    matrices = owned([p for n, p in named if p.ndim == 2 and "embed" not in n], rank, workers)
    others = owned([p for n, p in named if p.ndim != 2 or "embed" in n], rank, workers)
    return [
        # Muon learns more per token than AdamW at this size
        torch.optim.Muon(matrices, lr=config["lr_matrix"], weight_decay=config["weight_decay"], momentum=0.95,
                         adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=config["lr_other"], betas=(0.9, 0.95), eps=1e-10, weight_decay=0.0),
    ]


def work(rank: int, args: argparse.Namespace, config: dict, team: Team | None, model: Llama, device: str) -> None:
    workers = team.workers if team else 1
    torch.set_num_threads(1 if team else args.threads)
    run, meet = args.cache / "run" / args.config.stem, (team.barrier.wait if team else lambda: None)
    optimizers = optimizers_of(model, config, rank, workers)
    base = [config["lr_matrix"], config["lr_other"]]
    step, tokens, used = 0, 0, 0.0
    saved = [run / ("checkpoint.pt" if r == 0 else f"checkpoint.{r}.pt") for r in range(workers)]
    if saved[rank].exists():
        state = torch.load(saved[rank], map_location=device, weights_only=True)
        if rank == 0:
            model.load_state_dict(state["model"])
        for optimizer, s in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(s)
        step, tokens, used = state["step"], state["tokens"], state["seconds"]
    views = team.attach(model, rank) if team else []
    mine = {id(p) for o in optimizers for g in o.param_groups for p in g["params"]}
    started = last_save = time.time()

    def save() -> None:
        state = {"optimizers": [o.state_dict() for o in optimizers], "config": config, "step": step, "tokens": tokens,
                 "seconds": used + time.time() - started}
        torch.save(state | ({"model": model.state_dict()} if rank == 0 else {}), saved[rank].with_suffix(".next"))
        meet()
        saved[rank].with_suffix(".next").replace(saved[rank])  # never half a checkpoint

    train, heldout = Rows(args.cache, "train", config), Rows(args.cache, "heldout", config)
    hidden_of, piece = (model.hidden, _piece) if args.eager else (torch.compile(model.hidden), torch.compile(_piece))
    weight = model.model.embed_tokens.weight
    autocast = lambda: torch.autocast(device, dtype=torch.bfloat16)
    pieces, per_step = max(workers, config["tokens_per_step"] // config["tokens_at_once"]), config["tokens_per_step"]
    window, since = [], (time.time(), tokens)
    while True:
        if rank == 0:
            value = max(tokens / config["tokens"], (used + time.time() - started) / 60 / args.minutes)
            if team:
                team.progress[0] = value
        meet()
        progress = team.progress.item() if team else value
        if progress >= 1:
            break
        factor = learning_rate(max(progress, 1e-3), config)
        for optimizer, lr in zip(optimizers, base):
            for group in optimizer.param_groups:
                group["lr"] = lr * factor

        # short rows first, whole ones at the end: cheaper attention, and positions still learnt
        length = config["short"] if progress < 1 - config["long"] else config["shape"]["context"]
        for p in model.parameters():
            if p.grad is not None:
                p.grad.zero_()
        for rows in owned(train.batch(step, per_step, length).to(device).chunk(pieces), rank, workers):
            with autocast():
                hidden = hidden_of(rows[:, :-1])
            loss = HeadLoss.apply(hidden.flatten(0, 1).bfloat16(), weight, rows[:, 1:].flatten(), piece)
            (loss / pieces).backward()
            window.append(loss.item())
        meet()
        for p, spans in zip(model.parameters(), views):
            if id(p) in mine:
                p.grad.copy_(spans.sum(0).view_as(p))
        for optimizer in optimizers:
            optimizer.step()
        step, tokens = step + 1, tokens + per_step
        meet()

        if rank == 0 and step % 10 == 0:
            now = time.time()
            entry = {"step": step, "tokens": tokens, "loss": round(float(np.mean(window)), 4), "lr": round(factor, 4),
                     "progress": round(progress, 4), "tokens_per_s": round((tokens - since[1]) / (now - since[0]))}
            window, since = [], (now, tokens)
            if step % 200 == 0:
                with torch.no_grad(), autocast():
                    entry["heldout"] = {l: round(heldout_loss(model, heldout.fixed(l, 4).to(device)), 3) for l in heldout.languages}
            print(json.dumps(entry), flush=True)
            with open(run / "log.jsonl", "a") as log:
                log.write(json.dumps(entry) + "\n")
        # by step count, so that all workers agree; about every few minutes
        if step % args.save_steps == 0:
            save()
    save()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--minutes", type=float, default=math.inf, help="finish within this time, decay included")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes on a CPU; keep it when resuming")
    parser.add_argument("--save-steps", type=int, default=50)
    parser.add_argument("--widen-from", type=Path, help="begin from this checkpoint of a model with a smaller d_mlp")
    parser.add_argument("--eager", action="store_true", help="no torch.compile")
    args = parser.parse_args()
    config = json.loads(args.config.read_text())
    device = "cuda" if torch.cuda.is_available() else "cpu"
    (args.cache / "run" / args.config.stem).mkdir(parents=True, exist_ok=True)

    torch.manual_seed(config["seed"])
    model = Llama(Shape(**config["shape"])).to(device)
    if args.widen_from:  # a checkpoint of this run, where there is one, is loaded over it
        smaller = torch.load(args.widen_from, map_location="cpu", weights_only=True)["model"]
        model.load_state_dict(widened(smaller, Shape(**config["shape"]), config["seed"]))
    args.threads = torch.get_num_threads()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters on {device}", flush=True)
    if device == "cpu" and args.workers > 1:
        team = Team(model, args.workers)
        mp.spawn(work, (args, config, team, team.model, device), nprocs=args.workers)
    else:
        work(0, args, config, None, model, device)


if __name__ == "__main__":
    if sys.platform == "linux" and not MALLOC.keys() <= os.environ.keys():
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | MALLOC)
    main()
