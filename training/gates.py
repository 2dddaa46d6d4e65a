"""ReLU against SiLU, fairly: the same shape, data, order and tokens; only the gate's function differs.

    python training/gates.py [--config training/configs/gates.json] [--cache training/.cache] [--gates relu silu]

Trains both (each resumes by itself) and measures what the choice is about: bits per byte on held-out text, how often a
gate is above zero, how many neurons LAPE finds, and how selective they are: the loss that silencing a language's neurons
costs that language, others, and a random set of the same size. Writes gates/<config>.json and prints a table.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import train
from bits import bits
from card import table
from evaluate import ablation, counts
from subject import Subject

TOP = 0.05


def configs(source: Path, cache: Path, gates: list[str]) -> dict[str, Path]:
    """One configuration for each gate, equal in everything else."""
    config, out = json.loads(source.read_text()), {}
    for gate in gates:
        path = cache / f"gates/{source.stem}-{gate}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(config | {"shape": config["shape"] | {"act": gate}}, indent=1))
        out[gate] = path
    return out


def measure(subject: Subject, gate: str, cache: Path, counted: int, rows: int, heldout: int) -> dict:
    p, _ = counts(subject, counted, cache / f"gates/counts-{subject.weights}-{counted}.npz")
    found = ablation(subject, p, rows, tops=(TOP,))["top"][str(TOP)]
    matrix = np.array(found["matrix"])
    own = np.eye(len(matrix), dtype=bool)
    return {"tokens": subject.trained["tokens"], "bits": round(float(np.mean([v["all"] for v in bits(subject, heldout).values()])), 4),
            "active": round(float(p.mean()), 4), "selected": found["selected"], "asked": found["asked"], "least": min(found["per_language"]),
            "own": round(float(matrix[own].mean()), 4), "others": round(float(matrix[~own].mean()), 4),
            "random": round(float(np.mean(found["random"])), 4), "rows": found["row_maximum_on_diagonal"], "languages": len(matrix)}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--config", type=Path, default=Path(__file__).parent / "configs/gates.json")
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--gates", nargs="+", default=["relu", "silu"])
    parser.add_argument("--counted", type=int, default=50_000, help="tokens per language for LAPE")
    parser.add_argument("--rows", type=int, default=8, help="of 512 tokens per language for the ablation")
    parser.add_argument("--heldout", type=int, default=4096, help="tokens per language and kind for bits per byte")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--eager", action="store_true", help="no torch.compile")
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    out = {}
    for gate, config in configs(args.config, args.cache, args.gates).items():
        train.main(["--config", str(config), "--cache", str(args.cache), "--workers", str(args.threads), *(["--eager"] if args.eager else [])])
        subject = Subject(args.cache, args.cache / f"run/{config.stem}/checkpoint.pt")
        out[gate] = measure(subject, gate, args.cache, args.counted, args.rows, args.heldout)
    (args.cache / f"gates/{args.config.stem}.json").write_text(json.dumps(out, indent=1))
    print(table(["gate", "tokens", "bits per byte", "gates above zero", f"neurons at {100 * TOP:.0f} %", "fewest of a language",
                 "own language", "others", "random set", "rows with their maximum on the diagonal"],
                [[gate, f"{m['tokens']:,}", m["bits"], f"{100 * m['active']:.1f} %", f"{m['selected']} of {m['asked']}", m["least"],
                  f"{m['own']:+.3f}", f"{m['others']:+.3f}", f"{m['random']:+.3f}", f"{m['rows']} of {m['languages']}"] for gate, m in out.items()]))


if __name__ == "__main__":
    main()
