"""Bits per byte on held-out text, of the network and of a yardstick.

The yardstick is PPMd (variant H, bytes): what counting contexts alone gets from the same training text. Its bits
for a held-out text are what the coder puts out for it once it has coded the training text. It goes on learning
while it codes the held-out text, which the network does not: the comparison favours PPMd.
"""

import numpy as np
import pyppmd
import torch
import torch.nn.functional as F

from subject import Subject
from texts import KINDS


def ppmd(training: bytes, heldout: list[bytes], order: int) -> float:
    """Over all held-out texts, coded one after the other behind the training text."""
    encoder = pyppmd.Ppmd7Encoder(order, 1 << 30)  # memory enough never to forget
    encoder.encode(training)
    size = sum(len(encoder.encode(text)) for text in heldout) + len(encoder.flush())
    return 8 * size / sum(map(len, heldout))


def heldout_tokens(subject: Subject, limit: int) -> dict[str, dict[str, np.ndarray]]:
    return {l: {k: subject.tokens(l, k, "heldout")[:limit] for k in ("everyday", "docs")} for l in subject.languages}


def text_of(subject: Subject, tokens: np.ndarray) -> bytes:
    return subject.tokenizer.decode(tokens.tolist(), skip_special_tokens=False).replace("<|endoftext|>", "\n").encode()


def yardstick(subject: Subject, limit: int) -> dict:
    """PPMd's bits per byte on the same held-out bytes as `bits` measures."""
    out = {}
    for language, kinds in heldout_tokens(subject, limit).items():
        # what is likest to the held-out text comes last, where it helps most
        parts = [subject.cache / f"text/parts/{language}/{k}.train.txt" for k in sorted(KINDS, key=list(kinds).count)]
        training = "".join(p.read_text("utf-8") for p in parts if p.exists()).encode()
        heldout = [text_of(subject, t) for t in kinds.values()]
        out[language] = {f"ppmd{order}": round(ppmd(training, heldout, order), 3) for order in (5, 16)}
        print(language, out[language], flush=True)
    return out


@torch.no_grad()
def bits(subject: Subject, limit: int) -> dict:
    """Bits per byte of the network per language, by kind and over all."""
    out, half = {}, subject.width // 2
    for language, kinds in heldout_tokens(subject, limit).items():
        row, total, size = {}, 0.0, 0
        for kind, tokens in kinds.items():
            if len(tokens) == 0:
                continue
            nats, padded = 0.0, np.concatenate([[0], tokens])
            # windows overlap by half: every token but the first few has at least 256 before it
            for at in range(0, len(tokens), half):
                begin = max(0, at - half)
                ids = torch.from_numpy(padded[begin:at + half + 1])[None]
                logits = subject.model(ids[:, :-1])[0, at - begin:]
                nats += F.cross_entropy(logits, ids[0, at - begin + 1:], reduction="sum").item()
            bytes_ = len(text_of(subject, tokens))
            row[kind] = round(float(nats / np.log(2) / bytes_), 3)
            total, size = total + nats / np.log(2), size + bytes_
        out[language] = row | {"all": round(float(total / size), 3), "bytes": size}
        print(language, out[language], flush=True)
    return out
