"""Train the model; resumes from the last checkpoint by itself.

    python training/train.py --config training/configs/cpu.json [--cache training/.cache] [--minutes 90] [--stop-after 9]

The learning rate is a trapezoid over progress (warm up, hold, decay to zero), and progress is the larger of
tokens seen and minutes used, so a run can be given a time instead of a size, also when it is resumed.
Writes run/<config>/checkpoint.pt every few minutes and run/<config>/log.jsonl.

On a CPU every worker is a process with one thread: parameters lie in shared memory, each worker has its own
share of the batch and owns every n-th parameter's update. They meet twice a step, not twice a layer, which on
a busy machine is worth a factor of three over threads that wait for each other in every product.

On a GPU one process feeds it: bf16 autocast, compiled forward, batches drawn ahead into pinned memory, Muon over whole
stacks of matrices and fused AdamW; nothing waits for the GPU but the log line of every tenth step.
"""

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path
from threading import Thread

import torch
import torch.multiprocessing as mp
import torch.nn.functional as F

import muon
from checkpoint import before, load
from loss import HeadLoss, _piece
from model import Llama, Shape
from rows import Ahead, Rows
from team import Team, owned
from widen import widened

# glibc gives large blocks back to the system after each use; the page faults cost a third of the time
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "68719476736", "MALLOC_TOP_PAD_": "268435456"}


def learning_rate(progress: float, config: dict) -> float:
    """Factor 0…1 of the trapezoid."""
    return max(0.0, min(1.0, progress / config["warmup"], (1 - progress) / config["decay"]))


@torch.no_grad()
def heldout_loss(model: Llama, rows: torch.Tensor) -> float:
    return F.cross_entropy(model(rows[:, :-1]).float().flatten(0, 1), rows[:, 1:].flatten()).item()


def optimizers_of(model: Llama, config: dict, rank: int, workers: int, device: str) -> list[torch.optim.Optimizer]:
    """Muon, which learns more per token than AdamW at this size, for the matrices; AdamW for embedding and norms."""
    named = list(model.named_parameters())
    matrices = owned([p for n, p in named if p.ndim == 2 and "embed" not in n], rank, workers)
    others = owned([p for n, p in named if p.ndim != 2 or "embed" in n], rank, workers)
    settings = {"lr": config["lr_matrix"], "weight_decay": config["weight_decay"], "momentum": 0.95}
    gpu = device == "cuda"
    return [
        muon.Muon(matrices, **settings) if gpu else torch.optim.Muon(matrices, **settings, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=config["lr_other"], betas=(0.9, 0.95), eps=1e-10, weight_decay=0.0, fused=gpu),
    ]


def end_with_parent() -> None:
    """torch asks workers to end with their parent by SIGINT, which jobs in the background ignore: they would train on,
    and save over what the next command resumes."""
    mp.parent_process().join()
    os._exit(1)


def work(rank: int, args: argparse.Namespace, config: dict, team: Team | None, model: Llama, device: str) -> None:
    workers = team.workers if team else 1
    if team:
        Thread(target=end_with_parent, daemon=True).start()
    torch.set_num_threads(1 if team else args.threads)
    run, meet = args.cache / "run" / args.config.stem, (team.barrier.wait if team else lambda: None)
    optimizers = optimizers_of(model, config, rank, workers, device)
    base = [config["lr_matrix"], config["lr_other"]]
    step, tokens, used = 0, 0, 0.0
    saved = [run / ("checkpoint.pt" if r == 0 else f"checkpoint.{r}.pt") for r in range(workers)]
    if saved[rank].exists():
        state = torch.load(saved[rank], map_location=device, weights_only=True)
        if rank == 0:
            model.load_state_dict(state["model"])
        # the history of this run, whatever this command was told
        args.origin = {"rules": min(args.origin["rules"], state["rules"]), "before": state["before"]}
        for optimizer, s in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(s)
        step, tokens, used = state["step"], state["tokens"], state["seconds"]
    views = team.attach(model, rank) if team else []
    mine = {id(p) for o in optimizers for g in o.param_groups for p in g["params"]}
    started = last_save = time.time()

    def save() -> None:
        state = {"optimizers": [o.state_dict() for o in optimizers], "config": config, "step": step, "tokens": tokens,
                 "seconds": used + time.time() - started} | args.origin
        torch.save(state | ({"model": model.state_dict()} if rank == 0 else {}), saved[rank].with_suffix(".next"))
        meet()
        saved[rank].with_suffix(".next").replace(saved[rank])  # never half a checkpoint

    def decide() -> tuple[float, bool, bool]:
        """Progress, whether to save, whether to stop: by the first worker's clock, so that all agree."""
        if rank == 0:
            now = time.time()
            progress = max(tokens / config["tokens"], (used + now - started) / 60 / args.minutes)
            found = progress, now - last_save > 60 * args.save_minutes, progress >= 1 or now - started > 60 * args.stop_after
        if not team:
            return found
        if rank == 0:
            team.decisions.copy_(torch.tensor(found, dtype=torch.float64))
        meet()
        progress, saving, stopping = team.decisions.tolist()
        return progress, saving > 0, stopping > 0

    train, heldout = Rows(args.cache, "train", config), Rows(args.cache, "heldout", config)
    per_step = config["tokens_per_step"]
    ahead = Ahead(train, per_step, device) if device == "cuda" else None
    # one compilation for each of the two lengths is faster than one for all
    compiled = (lambda f: f) if args.eager else (lambda f: torch.compile(f, dynamic=False))
    hidden_of, piece = compiled(model.hidden), compiled(_piece)
    weight = model.model.embed_tokens.weight
    autocast = lambda: torch.autocast(device, dtype=torch.bfloat16)
    pieces = lambda rows: min(len(rows), max(workers, per_step // config["tokens_at_once"]))
    window, since = [], (time.time(), tokens)
    while True:
        progress, saving, stopping = decide()
        if stopping:
            break
        if saving:
            save()
            last_save = time.time()
        factor = learning_rate(max(progress, 1e-3), config)
        for optimizer, lr in zip(optimizers, base):
            for group in optimizer.param_groups:
                group["lr"] = lr * factor

        # short rows first, whole ones at the end: cheaper attention, and positions still learnt
        length = config["short"] if progress < 1 - config["long"] else config["shape"]["context"]
        if gradients := [p.grad for p in model.parameters() if p.grad is not None]:
            torch._foreach_zero_(gradients)
        batch = ahead.batch(step, length) if ahead else train.batch(step, per_step, length)
        for rows in owned(batch.tensor_split(pieces(batch)), rank, workers):
            with autocast():
                hidden = hidden_of(rows[:, :-1])
            loss = HeadLoss.apply(hidden.flatten(0, 1).bfloat16(), weight, rows[:, 1:].flatten(), piece)
            (loss * (len(rows) / len(batch))).backward()
            window.append(loss.detach())
        meet()
        for p, spans in zip(model.parameters(), views):
            if id(p) in mine:
                p.grad.copy_(spans.sum(0).view_as(p))
        for optimizer in optimizers:
            optimizer.step()
        step, tokens = step + 1, tokens + per_step
        meet()

        if step % 10 == 0:
            mean = torch.stack(window).mean().item()  # here a GPU is waited for
            window = []
            if not math.isfinite(mean):
                raise SystemExit(f"The loss is no number at step {step}. The last checkpoint is from before: lower lr_matrix and lr_other, and resume.")
            if rank != 0:
                continue
            now = time.time()
            entry = {"step": step, "tokens": tokens, "loss": round(mean, 4), "lr": round(factor, 4),
                     "progress": round(progress, 4), "tokens_per_s": round((tokens - since[1]) / (now - since[0]))}
            since = (now, tokens)
            if step % config.get("heldout_every", 200) == 0:
                with autocast():
                    entry["heldout"] = {l: round(heldout_loss(model, heldout.fixed(l, 4).to(device)), 3) for l in heldout.languages}
            print(json.dumps(entry), flush=True)
            with open(run / "log.jsonl", "a") as log:
                log.write(json.dumps(entry) + "\n")
    save()


def may_resume(run: Path, config: dict, workers: int) -> None:
    """Ends the program with a sentence where what lies in `run` is no checkpoint of this configuration and team."""
    found = sorted(run.glob("checkpoint*.pt"))
    if not found:
        return
    state = load(run / "checkpoint.pt")
    if state["config"]["shape"] != config["shape"]:
        raise SystemExit(f"{run} holds a model of another shape. Remove that folder to begin anew, or rename the configuration.")
    if len(found) != workers:
        raise SystemExit(f"{run} was trained by {len(found)} workers, not {workers}. Resume with --workers {len(found)}.")


def begin(model: Llama, config: dict, args: argparse.Namespace) -> dict:
    """Weights of `--from`, and what the checkpoints say of where they come from."""
    report = args.cache / "text/report.json"
    origin = {"rules": json.loads(report.read_text()).get("rules", 1) if report.exists() else 1, "before": before(None)}
    if args.start:  # a checkpoint of this run, where there is one, is loaded over it
        state = load(args.start)
        try:
            model.load_state_dict(widened(state["model"], Shape(**config["shape"]), config["seed"]))
        except (RuntimeError, ValueError) as error:
            raise SystemExit(f"{args.start} does not fit {args.config}: the shape may differ in a larger d_mlp only ({str(error).splitlines()[-1].strip()}).")
        origin = {"rules": min(origin["rules"], state["rules"]), "before": before(state)}
    return origin


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--minutes", type=float, default=math.inf, help="finish the training within this time, decay included")
    parser.add_argument("--stop-after", type=float, default=math.inf, help="minutes of this command; the next one resumes")
    parser.add_argument("--save-minutes", type=float, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes on a CPU, one a row at most; keep it when resuming")
    parser.add_argument("--from", dest="start", type=Path, help="begin from this checkpoint of the same shape or a smaller d_mlp")
    parser.add_argument("--eager", action="store_true", help="no torch.compile")
    args = parser.parse_args(argv)
    config = json.loads(args.config.read_text())
    device = "cuda" if torch.cuda.is_available() else "cpu"
    run = args.cache / "run" / args.config.stem
    run.mkdir(parents=True, exist_ok=True)
    (run / "log.jsonl").touch()
    # the next command of an interrupted run finds the compiled kernels
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str((args.cache / "compiled").resolve()))

    torch.manual_seed(config["seed"])
    torch.set_float32_matmul_precision("high")
    model = Llama(Shape(**config["shape"]))
    args.origin = begin(model, config, args)
    model.to(device)
    args.threads = torch.get_num_threads()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters on {device}", flush=True)
    # where rows are longest they are fewest, and a worker without any would have nothing to do
    workers = min(args.workers, config["tokens_per_step"] // config["shape"]["context"]) if device == "cpu" else 1
    may_resume(run, config, max(1, workers))
    if workers > 1:
        team = Team(model, workers)
        mp.spawn(work, (args, config, team, team.model, device), nprocs=workers)
    else:
        work(0, args, config, None, model, device)


if __name__ == "__main__":
    if sys.platform == "linux" and not MALLOC.keys() <= os.environ.keys():
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | MALLOC)
    main()
