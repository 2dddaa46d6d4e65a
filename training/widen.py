"""Give a trained model more neurons without changing what it computes (Net2Net, 1511.05641, in its plainest form).

New gate and up rows are random, as long as the trained rows of their layer; new down columns are zero, so the
logits stay as they were and the first steps teach the new neurons what to write.
"""

import torch

from model import Shape


def widened(state: dict[str, torch.Tensor], shape: Shape, seed: int) -> dict[str, torch.Tensor]:
    """A state dict with `d_mlp` of a smaller model -> one of `shape`. Raises ValueError when more than d_mlp differs."""
    draw, out = torch.Generator().manual_seed(seed), {}
    for name, old in state.items():
        if ".mlp." not in name:
            out[name] = old
            continue
        rows, columns = (shape.d_model, shape.d_mlp) if "down_proj" in name else (shape.d_mlp, shape.d_model)
        if old.shape[0] > rows or old.shape[1] > columns:
            raise ValueError(f"{name} is {tuple(old.shape)}, which is no smaller than {(rows, columns)}")
        new = torch.zeros(rows, columns)
        if "down_proj" not in name:
            new.normal_(generator=draw).mul_(old.float().square().mean().sqrt())
        new[: old.shape[0], : old.shape[1]] = old
        out[name] = new
    return out
