"""Muon for a GPU: what torch.optim.Muon computes, all matrices of one shape at a time.

torch's own goes matrix by matrix, some 2,000 launches a step for 12 layers: longer on a large GPU than the matrices'
products take. State and results are those of torch's (`smoke.py` compares), so a checkpoint of one is one of the other.
"""

from collections import defaultdict

import torch

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the Newton-Schulz step, as in torch
STEPS = 5


def orthogonal(updates: torch.Tensor) -> torch.Tensor:
    """[matrix, rows, columns] -> the nearest half-orthogonal matrices, about, in bf16."""
    a, b, c = COEFFICIENTS
    x = updates.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.mT
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(STEPS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, update scaled to AdamW's size (`match_rms_adamw`), decoupled weight decay."""

    def __init__(self, params, lr: float, weight_decay: float, momentum: float):
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            shapes = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    shapes[p.shape].append(p)
            for shape, params in shapes.items():
                gradients = [p.grad for p in params]
                for p in params:
                    if "momentum_buffer" not in self.state[p]:
                        self.state[p]["momentum_buffer"] = torch.zeros_like(p)
                buffers = [self.state[p]["momentum_buffer"] for p in params]
                torch._foreach_lerp_(buffers, gradients, 1 - group["momentum"])
                ahead = torch._foreach_lerp(gradients, buffers, group["momentum"])
                updates = orthogonal(torch.stack(ahead)).to(params[0].dtype).contiguous().unbind()
                torch._foreach_mul_(params, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(params, updates, alpha=-group["lr"] * 0.2 * max(shape) ** 0.5)
