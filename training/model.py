"""The LLaMA layout in plain torch, with Hugging Face parameter names (export loads them unchanged).

Only what training and sampling need. `smoke.py` holds it against transformers.
The gate is ReLU: what does not fire is exactly zero, and what fires is selective.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Shape:
    vocab: int
    d_model: int
    layers: int
    heads: int
    d_mlp: int
    context: int
    act: str = "relu"
    theta: float = 10_000.0

    def hf_config(self) -> dict:
        return {
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": self.vocab,
            "hidden_size": self.d_model, "intermediate_size": self.d_mlp, "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads, "num_key_value_heads": self.heads,
            "head_dim": self.d_model // self.heads, "hidden_act": self.act, "max_position_embeddings": self.context,
            "rms_norm_eps": 1e-5, "rope_theta": self.theta, "rope_scaling": None, "tie_word_embeddings": True,
            "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0, "initializer_range": 0.02,
            "bos_token_id": 0, "eos_token_id": 0, "use_cache": True,
        }


def rope(shape: Shape) -> tuple[torch.Tensor, torch.Tensor]:
    """cos, sin [pos, head size], halves repeated as transformers lays them out."""
    size = shape.d_model // shape.heads
    frequency = shape.theta ** -(torch.arange(0, size, 2).float() / size)
    angle = torch.outer(torch.arange(shape.context).float(), frequency)
    return torch.cat([angle.cos()] * 2, -1), torch.cat([angle.sin()] * 2, -1)


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    left, right = x.chunk(2, -1)
    return (x * cos + torch.cat([-right, left], -1) * sin).to(x.dtype)


class Past:
    """Keys and values of the positions read so far, so that a new token is read alone. Rows may be of different lengths."""

    def __init__(self, rows: int, length: int):
        self.shape, self.kept = (rows, length), {}
        self.each = torch.arange(rows)[:, None]

    def at(self, positions: torch.Tensor) -> None:
        """positions [row, pos] that are read next: each sees itself and what is before it."""
        self.positions = positions
        self.seen = (torch.arange(self.shape[1]) <= positions[..., None])[:, None]

    def joined(self, layer: nn.Module, new: torch.Tensor, name: str) -> torch.Tensor:
        """new [row, head, pos, head size] -> all that were kept, with the new ones in their places."""
        rows, length = self.shape
        if (layer, name) not in self.kept:
            self.kept[layer, name] = new.new_zeros(rows, new.shape[1], length, new.shape[3])
        kept = self.kept[layer, name]
        kept[self.each, :, self.positions] = new.transpose(1, 2)
        return kept


class Attention(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self, name, nn.Linear(shape.d_model, shape.d_model, bias=False))

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor, past: Past | None = None) -> torch.Tensor:
        b, t, d = x.shape
        q, k, v = (p(x).view(b, t, self.heads, -1).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if past:
            k, v = past.joined(self, k, "key"), past.joined(self, v, "value")
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=past.seen)
        else:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, d))


class MLP(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.gate_proj = nn.Linear(shape.d_model, shape.d_mlp, bias=False)
        self.up_proj = nn.Linear(shape.d_model, shape.d_mlp, bias=False)
        self.down_proj = nn.Linear(shape.d_mlp, shape.d_model, bias=False)
        self.act = {"relu": F.relu, "silu": F.silu}[shape.act]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.down_proj(self.act(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.d_model, eps=1e-5)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = nn.RMSNorm(shape.d_model, eps=1e-5)
        self.mlp = MLP(shape)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor, past: Past | None = None) -> torch.Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, past)
        return x + self.mlp(self.post_attention_layernorm(x))


class Stack(nn.Module):
    """Named `model` in the parent, as in transformers."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocab, shape.d_model)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.d_model, eps=1e-5)


class Llama(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.model = Stack(shape)
        cos, sin = rope(shape)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, p in self.named_parameters():
            if p.ndim == 2:
                nn.init.normal_(p, std=0.02)
            # residual branches start at zero: the first steps train the embedding
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                nn.init.zeros_(p)

    def hidden(self, ids: torch.Tensor, past: Past | None = None) -> torch.Tensor:
        """ids [row, pos] -> normed residual stream [row, pos, d_model]; with a past, of the positions it is at."""
        at = past.positions[:, None] if past else slice(ids.shape[1])
        cos, sin = self.cos[at], self.sin[at]
        x = self.model.embed_tokens(ids)
        for block in self.model.layers:
            x = block(x, cos, sin, past)
        return self.model.norm(x)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """ids [row, pos] -> logits [row, pos, vocab]."""
        return F.linear(self.hidden(ids), self.model.embed_tokens.weight)
