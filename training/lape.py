"""LAPE: which neurons fire for which language (Tang et al., ACL 2024; arXiv 2402.16438, section 2.2).

The extension counts and scores by itself; this is the same arithmetic, to see a checkpoint's worth before it ships.
"""

from contextlib import contextmanager

import numpy as np
import torch

from model import Llama
from subject import half


@contextmanager
def gates(model: Llama, change):
    """Within: `change(layer, activation [row, pos, d_mlp])` may return a replacement of relu(gate)."""
    originals = [block.mlp.act for block in model.model.layers]
    for i, block in enumerate(model.model.layers):
        def act(x, i=i, original=originals[i]):
            activation = original(x)
            new = change(i, activation)
            return activation if new is None else new
        block.mlp.act = act
    try:
        yield
    finally:
        for block, original in zip(model.model.layers, originals):
            block.mlp.act = original


@torch.no_grad()
def count(model: Llama, rows: torch.Tensor) -> tuple[np.ndarray, np.ndarray, int]:
    """rows [row, pos] -> how often each gate is above zero, its summed activation, [layer, d_mlp], and the tokens."""
    layers, d_mlp = len(model.model.layers), model.model.layers[0].mlp.gate_proj.out_features
    above, total = np.zeros((layers, d_mlp)), np.zeros((layers, d_mlp))

    def see(layer: int, activation: torch.Tensor) -> None:
        flat = activation.flatten(0, 1).float()
        above[layer] += (flat > 0).sum(0).numpy()
        total[layer] += flat.sum(0).double().numpy()

    with gates(model, see), half():
        for part in rows.split(8):
            model.hidden(part)
    return above, total, rows.numel()


def select(p: np.ndarray, top: float, filter_rate: float = 0.95, bar_rate: float = 0.95) -> tuple[list[list[np.ndarray]], dict]:
    """p [layer, d_mlp, language] -> per language, per layer the neuron indices; and what was found."""
    layers, d_mlp, languages = p.shape
    total = p.sum(-1, keepdims=True)
    share = np.divide(p, total, out=np.zeros_like(p), where=total > 0)
    entropy = -(share * np.log(share, out=np.zeros_like(p), where=share > 0)).sum(-1)
    ordered = np.sort(p, axis=None)
    bar_at = lambda rate: ordered[round(rate * len(ordered)) - 1]
    entropy[~(p > bar_at(filter_rate)).any(-1)] = np.inf
    flat = entropy.flatten()
    wanted = round(top * layers * d_mlp)
    chosen = [i for i in np.argsort(flat, kind="stable")[:wanted] if np.isfinite(flat[i])]
    bar = bar_at(bar_rate)
    sets = [[np.array([i % d_mlp for i in chosen if i // d_mlp == l and p[l, i % d_mlp, k] > bar], dtype=int)
             for l in range(layers)] for k in range(languages)]
    found = {"asked": wanted, "selected": len(chosen),
             "per_language": [int(sum(len(x) for x in s)) for s in sets],
             "per_layer": [int(sum(i // d_mlp == l for i in chosen)) for l in range(layers)]}
    return sets, found


def random_like(neurons: list[np.ndarray], d_mlp: int, seed: int) -> list[np.ndarray]:
    """As many neurons in every layer, drawn at random: the control each ablation needs."""
    draw = np.random.default_rng(seed)
    return [draw.choice(d_mlp, len(n), replace=False) for n in neurons]


def silence(neurons: list[np.ndarray]):
    """A change for `gates`: these neurons' activations become 0."""
    def change(layer: int, activation: torch.Tensor):
        if len(neurons[layer]) == 0:
            return None
        activation = activation.clone()
        activation[..., neurons[layer]] = 0
        return activation
    return change
