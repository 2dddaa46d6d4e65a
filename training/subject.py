"""A checkpoint under examination: the model, its tokenizer and the token files."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from checkpoint import identity, load, trained
from corpora import LANGUAGES
from model import Llama, Shape

WIDTH = 512  # tokens of a row


class Subject:
    """The model, its tokenizer and the token files."""

    def __init__(self, cache: Path, checkpoint: Path):
        state = load(checkpoint)
        self.model = Llama(Shape(**state["config"]["shape"])).eval()
        self.model.load_state_dict(state["model"])
        self.context = state["config"]["shape"]["context"]
        self.width = min(WIDTH, self.context)
        self.trained, self.weights, self.tuning = trained(state), identity(state), state.get("tuning")
        if not (cache / "tokenizer/tokenizer.json").is_file():
            raise SystemExit(f"There is no tokenizer in {cache}: run training/prepare.py and training/tokenizer.py first.")
        self.tokenizer = Tokenizer.from_file(str(cache / "tokenizer/tokenizer.json"))
        self.cache = cache
        self.languages = [l for l in LANGUAGES if (cache / f"tokens/{l}.docs.heldout.bin").exists()]

    def tokens(self, language: str, kind: str, side: str) -> np.ndarray:
        return np.fromfile(self.cache / f"tokens/{language}.{kind}.{side}.bin", dtype=np.uint16).astype(np.int64)

    def rows(self, language: str, side: str, count: int) -> torch.Tensor:
        """[row, width] evenly over both kinds, half and half where both are long enough."""
        out = []
        for kind, share in (("everyday", count // 2), ("docs", count - count // 2)):
            tokens = self.tokens(language, kind, side)
            share = min(share, len(tokens) // self.width)
            out += [tokens[a:a + self.width] for a in np.linspace(0, len(tokens) - self.width, share).astype(int)]
        return torch.from_numpy(np.stack(out))

    def prompts(self, language: str) -> list[list[int]]:
        texts = json.loads((Path(__file__).parent / "prompts.json").read_text("utf-8"))[language]
        return [[0, *self.tokenizer.encode(t, add_special_tokens=False).ids] for t in texts]


def half() -> torch.autocast:
    """bf16 products, several times faster on a CPU that has them; over thousands of tokens a mean loss moves by 0.0003 or so."""
    return torch.autocast("cpu", dtype=torch.bfloat16)


@torch.no_grad()
def nll(model: Llama, rows: torch.Tensor) -> float:
    """Mean next-token loss in nats."""
    total = 0.0
    for part in rows.split(4):
        with half():
            logits = model(part[:, :-1])
        total += F.cross_entropy(logits.float().flatten(0, 1), part[:, 1:].flatten()).item() * len(part)
    return total / len(rows)
