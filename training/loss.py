"""Cross-entropy through the output embedding in pieces, gradients computed on the way.

The plain form writes [token, vocab] four times in fp32; on two CPU cores that took longer than all of
the model's matrix products together. Here a piece of logits lives in bf16 and is used while it is hot.
"""

import torch

PIECE = {"cpu": 1024, "cuda": 8192}  # tokens at a time: what stays in a CPU's cache, what keeps a GPU busy


def _piece(hidden: torch.Tensor, weight: torch.Tensor, target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """hidden [token, d], weight [vocab, d] -> summed loss, softmax minus one-hot [token, vocab]."""
    logits = (hidden @ weight.T).float()
    lse = torch.logsumexp(logits, -1, keepdim=True)
    picked = logits.gather(1, target[:, None])
    hot = torch.arange(weight.shape[0], device=target.device)[None] == target[:, None]
    return (lse - picked).sum(), (torch.exp(logits - lse) - hot.float()).to(hidden.dtype)


class HeadLoss(torch.autograd.Function):
    """Mean next-token loss. `piece` is `_piece` or its compiled form."""

    @staticmethod
    def forward(ctx, hidden, weight, target, piece):
        total = hidden.new_zeros((), dtype=torch.float32)
        low = weight.to(hidden.dtype)
        grad_weight = torch.zeros_like(weight, dtype=torch.float32)
        grad_hidden = torch.empty_like(hidden)
        size = PIECE[hidden.device.type]
        for at in range(0, len(hidden), size):
            part = slice(at, at + size)
            loss, error = piece(hidden[part], low, target[part])
            total += loss
            grad_hidden[part] = error @ low
            grad_weight += error.T @ hidden[part]
        ctx.save_for_backward(grad_hidden, grad_weight)
        ctx.count = len(hidden)
        return total / len(hidden)

    @staticmethod
    def backward(ctx, grad):
        grad_hidden, grad_weight = ctx.saved_tensors
        scale = grad / ctx.count
        return grad_hidden * scale.to(grad_hidden.dtype), grad_weight * scale, None, None
