"""Sampling from the torch model, many prompts at once (evaluation only)."""

import torch

from model import Llama, Past


@torch.no_grad()
def continuations(model: Llama, prompts: list[list[int]], new_tokens: int, seed: int = 0, temperature: float = 0.8,
                  top_k: int = 40) -> list[list[int]]:
    """Token ids of each continuation, up to the end token.

    Rows are padded on the right: what stands behind a position cannot reach it, and is written over when the row gets there.
    """
    draw = torch.Generator().manual_seed(seed)
    lengths = torch.tensor([len(p) for p in prompts])
    ids = torch.zeros(len(prompts), int(lengths.max()) + new_tokens, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        ids[row, :len(prompt)] = torch.tensor(prompt)
    each, past = torch.arange(len(prompts)), Past(*ids.shape)
    for step in range(new_tokens):
        last = lengths + step
        if step == 0:
            past.at(torch.arange(int(last.max())).expand(len(prompts), -1))
            hidden = model.hidden(ids[:, : int(last.max())], past)[each, last - 1]
        else:
            past.at(last[:, None] - 1)
            hidden = model.hidden(ids[each, last - 1][:, None], past)[:, 0]
        scores = hidden @ model.model.embed_tokens.weight.T / temperature
        best, index = scores.topk(top_k, dim=-1)
        picked = torch.multinomial(best.softmax(-1), 1, generator=draw)
        ids[each, last] = index.gather(1, picked)[:, 0]
    out = []
    for row, length in enumerate(lengths.tolist()):
        made = ids[row, length:length + new_tokens].tolist()
        out.append(made[:made.index(0)] if 0 in made else made)
    return out
