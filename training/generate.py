"""Sampling from the torch model, many prompts at once and without a cache (evaluation only)."""

import torch

from model import Llama


@torch.no_grad()
def continuations(model: Llama, prompts: list[list[int]], new_tokens: int, seed: int = 0, temperature: float = 0.8,
                  top_k: int = 40) -> list[list[int]]:
    """Token ids of each continuation, up to the end token.

    Rows are padded on the right: under a causal mask what stands behind a position cannot reach it.
    """
    draw = torch.Generator().manual_seed(seed)
    lengths = torch.tensor([len(p) for p in prompts])
    ids = torch.zeros(len(prompts), int(lengths.max()) + new_tokens, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        ids[row, :len(prompt)] = torch.tensor(prompt)
    each = torch.arange(len(prompts))
    for step in range(new_tokens):
        last = lengths + step
        hidden = model.hidden(ids[:, : int(last.max())])[each, last - 1]
        scores = hidden @ model.model.embed_tokens.weight.T / temperature
        best, index = scores.topk(top_k, dim=-1)
        picked = torch.multinomial(best.softmax(-1), 1, generator=draw)
        ids[each, last] = index.gather(1, picked)[:, 0]
    out = []
    for row, length in enumerate(lengths.tolist()):
        made = ids[row, length:length + new_tokens].tolist()
        out.append(made[:made.index(0)] if 0 in made else made)
    return out
