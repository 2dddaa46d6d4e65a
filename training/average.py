"""The weighted mean of two checkpoints of one training, which is better than either (model averaging, 1803.05407).

    python training/average.py --of CHECKPOINT --and EARLIER --weight 0.3 [--out FILE]

Both must have come down to learning rate zero, the second from the first: then the way between them leads through
better models. Writes averaged.pt beside the first, with its history and without the optimizers' state.
"""

import argparse
from pathlib import Path

import torch

from checkpoint import load


def averaged(state: dict, earlier: dict, weight: float) -> dict:
    """`weight` is that of the earlier one. Raises ValueError where the shapes differ."""
    if state["config"]["shape"] != earlier["config"]["shape"]:
        raise ValueError("The two models are of different shapes: only checkpoints of one training have a mean.")
    model = {name: torch.lerp(w.float(), earlier["model"][name].float(), weight) for name, w in state["model"].items()}
    return state | {"model": model, "optimizers": [], "rules": min(state["rules"], earlier["rules"])}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--of", type=Path, required=True)
    parser.add_argument("--and", dest="earlier", type=Path, required=True)
    parser.add_argument("--weight", type=float, default=0.3, help="of the earlier one, 0…1")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(argv)
    if not 0 <= args.weight <= 1:
        parser.error("--weight is between 0 and 1")
    try:
        state = averaged(load(args.of), load(args.earlier), args.weight)
    except ValueError as error:
        raise SystemExit(str(error))
    out = args.out or args.of.with_name("averaged.pt")
    torch.save(state, out)
    print(f"wrote {out}")


if __name__ == "__main__":
    main()
