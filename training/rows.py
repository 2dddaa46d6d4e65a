"""Training rows: random stretches of the token files, and a hand that lays out the next batch in advance."""

from pathlib import Path
from queue import Queue
from threading import Thread

import numpy as np
import torch

from corpora import LANGUAGES


class Rows:
    """Random rows of one language each; every step's draw depends on seed and step alone."""

    def __init__(self, cache: Path, side: str, config: dict):
        self.width = config["shape"]["context"] + 1  # tokens of the longest row
        self.seed = config["seed"]
        self.languages, self.parts, self.everyday = [], {}, {}
        present = [l for l in LANGUAGES if (cache / f"tokens/{l}.docs.{side}.bin").exists()]
        if not present:
            raise SystemExit(f"There are no token files in {cache}: run training/prepare.py and training/tokenizer.py first.")
        for language in present:
            parts = {kind: np.fromfile(cache / f"tokens/{language}.{kind}.{side}.bin", dtype=np.uint16)
                     for kind in ("everyday", "docs")}
            parts = {k: v for k, v in parts.items() if len(v) > self.width}
            self.languages.append(language)
            self.parts[language] = parts
            # plain sentences get their share, but a thin collection is not read more often than `epochs`
            most = config["epochs"] * len(parts.get("everyday", [])) * len(present) / config["tokens"]
            self.everyday[language] = 1.0 if "docs" not in parts else min(config["everyday"], most)

    def batch(self, step: int, tokens_per_step: int, length: int) -> torch.Tensor:
        """[row, length + 1] token ids."""
        draw = np.random.default_rng([self.seed, step])
        order = draw.permutation(len(self.languages))
        rows, width = tokens_per_step // length, length + 1
        out = np.empty((rows, width), dtype=np.int64)
        for i in range(rows):
            # a rotating start keeps the languages level when rows is no multiple of their number
            language = self.languages[order[i % len(order)]]
            kind = "everyday" if draw.random() < self.everyday[language] else "docs"
            tokens = self.parts[language][kind]
            at = draw.integers(len(tokens) - width)
            out[i] = tokens[at:at + width]
        return torch.from_numpy(out)

    def fixed(self, language: str, rows: int) -> torch.Tensor:
        """Evenly spaced rows of a language, half of each kind."""
        out = []
        for tokens in self.parts[language].values():
            starts = np.linspace(0, len(tokens) - self.width, max(1, rows // 2)).astype(int)
            out += [tokens[a:a + self.width].astype(np.int64) for a in starts]
        return torch.from_numpy(np.stack(out))


class Ahead:
    """Batches for a GPU: drawn by a thread into pinned memory while the one before is computed, copied without waiting.

    The loop asks for step after step; a change of `length` throws away what was drawn in advance.
    """

    def __init__(self, rows: Rows, tokens_per_step: int, device: str):
        self.rows, self.tokens_per_step, self.device = rows, tokens_per_step, device
        self.asked: Queue = Queue()
        self.drawn: Queue = Queue()
        self.next: tuple[int, int] | None = None  # (step, length) on its way
        Thread(target=self._draw, daemon=True).start()

    def _draw(self) -> None:
        while True:
            step, length = self.asked.get()
            try:
                batch = self.rows.batch(step, self.tokens_per_step, length)
                self.drawn.put(batch.pin_memory() if self.device == "cuda" else batch)
            except Exception as error:  # raised where the batch is taken
                self.drawn.put(error)

    def batch(self, step: int, length: int) -> torch.Tensor:
        """[row, length + 1] token ids on the device."""
        if self.next != (step, length):
            if self.next:
                self.drawn.get()
            self.asked.put((step, length))
        found = self.drawn.get()
        self.next = (step + 1, length)
        self.asked.put(self.next)
        if isinstance(found, Exception):
            raise found
        return found.to(self.device, non_blocking=True)
