"""PPMd (variant H, bytes) as the yardstick: what counting contexts alone gets from the same training text.

Bits for a held-out text = compressed size of training + held-out minus that of training alone. PPMd goes on
learning while it codes the held-out text, which the network does not: the comparison favours PPMd.
"""

import pyppmd


def _compressed(data: bytes, order: int) -> int:
    encoder = pyppmd.Ppmd7Encoder(order, 1 << 30)  # memory enough never to forget
    return len(encoder.encode(data)) + len(encoder.flush())


def bits_per_byte(training: bytes, heldout: bytes, order: int) -> float:
    return 8 * (_compressed(training + heldout, order) - _compressed(training, order)) / len(heldout)
