"""Training rows: random stretches of the token files, and a hand that lays out the next batch in advance."""

import json
from pathlib import Path
from queue import Queue
from threading import Thread

import numpy as np
import torch

from corpora import LANGUAGES


def _word_starts(cache: Path) -> np.ndarray:
    """[vocab]: does a token begin a word, as far as its bytes tell? With a space, a line break, or a character of Chinese or Japanese."""
    vocabulary = json.loads((cache / "tokenizer/tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    out = np.zeros(max(vocabulary.values()) + 1, dtype=bool)
    for text, index in vocabulary.items():
        out[index] = text[0] in "ĠĊãäåæçèé"  # space, line feed, first bytes of U+3000…U+9FFF in byte-level BPE's letters
    return out


def shares(wanted: dict[str, float], most: dict[str, float]) -> dict[str, float]:
    """What each kind of text gets of a language's draws: as wanted, but no kind more than `most`; others take over.

    wanted: kind -> share; most: kind -> share from which on it would be read too often. Sums to 1, or to all there is.
    """
    out, open_kinds = {}, {k for k in wanted if most.get(k, 0) > 0}
    while open_kinds:
        factor = (1 - sum(out.values())) / sum(wanted[k] for k in open_kinds)
        full = {k for k in open_kinds if most[k] <= factor * wanted[k]}
        out |= {k: most[k] if full else factor * wanted[k] for k in (full or open_kinds)}
        open_kinds = open_kinds - full if full else set()
        if sum(out.values()) >= 1:
            break
    return {k: out[k] for k in wanted if k in out}  # a set's order is another in every process


class Rows:
    """Random rows; every step's draw depends on seed and step alone.

    A row is of one language, but for the share `mixed` of them: those go on in one language with words and
    sentences of others between, so that a model learns to read each word as what it is.
    """

    def __init__(self, cache: Path, side: str, config: dict):
        self.width = config["shape"]["context"] + 1  # tokens of the longest row
        self.seed, self.mixed = config["seed"], config.get("mixed", 0)
        self.languages, self.parts, self.shares = [], {}, {}
        present = [l for l in LANGUAGES if (cache / f"tokens/{l}.docs.{side}.bin").exists()]
        if not present:
            raise SystemExit(f"There are no token files in {cache}: run training/prepare.py and training/tokenizer.py first.")
        for language in present:
            files = {kind: cache / f"tokens/{language}.{kind}.{side}.bin" for kind in config["shares"]}
            parts = {kind: np.fromfile(file, dtype=np.uint16) for kind, file in files.items() if file.exists()}
            parts = {k: v for k, v in parts.items() if len(v) > self.width}
            self.languages.append(language)
            self.parts[language] = parts
            # a thin collection is not read more often than `epochs`, nor a language that has only thin ones
            most = {k: config["epochs"] * len(v) * len(present) / config["tokens"] for k, v in parts.items()}
            self.shares[language] = shares({k: config["shares"][k] for k in parts}, most)
        weights = np.array([sum(self.shares[l].values()) for l in self.languages])
        self.kinds = {l: (list(s), np.cumsum(list(s.values()))) for l, s in self.shares.items()}
        self.edges = np.cumsum(weights / weights.sum())
        self.starts = _word_starts(cache) if self.mixed else None

    def _part(self, draw: np.random.Generator, language: str) -> np.ndarray:
        kinds, edges = self.kinds[language]
        return self.parts[language][kinds[min(int(np.searchsorted(edges, draw.random() * edges[-1])), len(kinds) - 1)]]

    def batch(self, step: int, tokens_per_step: int, length: int) -> torch.Tensor:
        """[row, length + 1] token ids."""
        draw = np.random.default_rng([self.seed, step])
        rows, width = tokens_per_step // length, length + 1
        out = np.empty((rows, width), dtype=np.int64)
        # evenly spread over the languages, each by its weight
        at = draw.permutation((np.arange(rows) + draw.random()) / rows)
        for i, index in enumerate(np.minimum(np.searchsorted(self.edges, at), len(self.languages) - 1)):
            language = self.languages[index]
            tokens = self._part(draw, language)
            start = draw.integers(len(tokens) - self.width)
            out[i] = self._mixed(draw, tokens, start, width) if draw.random() < self.mixed else tokens[start:start + width]
        return torch.from_numpy(out)

    def _mixed(self, draw: np.random.Generator, host: np.ndarray, at: int, width: int) -> np.ndarray:
        """A stretch of `host`, with single words and short stretches of other languages between its words."""
        out = []
        while sum(map(len, out)) < width:
            length = int(draw.integers(4, 64))
            out.append(self._words(host, at, length))
            at += len(out[-1])
            guest = self._part(draw, self.languages[draw.integers(len(self.languages))])
            begin = int(draw.integers(len(guest) - self.width))
            begin += len(self._words(guest, begin, 1))  # to where a word begins
            out.append(self._words(guest, begin, 1 if draw.random() < 0.5 else int(draw.integers(2, 32))))
        return np.concatenate(out)[:width]

    def _words(self, tokens: np.ndarray, at: int, least: int) -> np.ndarray:
        """From `at` on at least `least` tokens, up to where the next word begins (64 tokens more at most)."""
        piece = tokens[at:at + least + 64]
        ends = np.flatnonzero(self.starts[piece[least:]])
        return piece[: least + (int(ends[0]) if len(ends) else 0)]

    def fixed(self, language: str, rows: int) -> torch.Tensor:
        """Evenly spaced rows of a language, `rows` / 2 of each kind."""
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
