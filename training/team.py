"""Several workers on one CPU model: what they share, and who updates what."""

import torch
import torch.multiprocessing as mp

from model import Llama


class Team:
    """What the workers share: parameters, one flat gradient buffer each, a barrier, and what the first one decides."""

    def __init__(self, model: Llama, workers: int):
        self.workers = workers
        size = sum(p.numel() for p in model.parameters())
        self.model = model.share_memory()
        self.gradients = torch.zeros(workers, size).share_memory_()
        self.decisions = torch.zeros(3, dtype=torch.float64).share_memory_()  # progress, save now, stop now
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
