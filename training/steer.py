"""Steering: make prompts of one language continue in another.

DiffMean adds strength * (mean residual of target - of source) after one block (arXiv 2601.08331, section 3);
LAPE silences the source's neurons and adds the target's mean activations to its own (arXiv 2507.22608).
"""

from contextlib import contextmanager

import numpy as np
import torch

from lape import gates
from model import Llama


@torch.no_grad()
def residual_means(model: Llama, rows: torch.Tensor) -> torch.Tensor:
    """rows [row, pos] -> mean residual stream after every block, [layer, d_model]."""
    sums = torch.zeros(len(model.model.layers), model.model.embed_tokens.weight.shape[1], dtype=torch.float64)

    def add(layer: int):
        def hook(_, __, out: torch.Tensor) -> None:  # a hook that returned something would replace the output
            sums[layer] += out.flatten(0, 1).double().sum(0)
        return hook

    hooks = [b.register_forward_hook(add(i)) for i, b in enumerate(model.model.layers)]
    for part in rows.split(8):
        model.hidden(part)
    for hook in hooks:
        hook.remove()
    return (sums / rows.numel()).float()


@contextmanager
def diff_mean(model: Llama, vector: torch.Tensor, layer: int, strength: float):
    """vector [d_model], added at every position."""
    hook = model.model.layers[layer].register_forward_hook(lambda _, __, out: out + strength * vector)
    try:
        yield
    finally:
        hook.remove()


def lape_change(source: list[np.ndarray], target: list[np.ndarray], means: torch.Tensor, strength: float):
    """A change for `gates`: deactivate first, then add; means [layer, d_mlp] of the target language."""
    def change(layer: int, activation: torch.Tensor):
        activation = activation.clone()
        activation[..., source[layer]] = 0
        activation[..., target[layer]] += strength * means[layer, target[layer]]
        return activation
    return change


@contextmanager
def lape(model: Llama, source, target, means: torch.Tensor, strength: float):
    with gates(model, lape_change(source, target, means, strength)):
        yield
