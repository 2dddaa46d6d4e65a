"""Checkpoints: reading one, which model it is, and what it says of how it was trained."""

import hashlib
import json
from pathlib import Path

import torch

SHIPPED = "run/cpu-wide/averaged.pt"  # in the cache: what is exported unless another is named


def load(file: Path, device: str = "cpu") -> dict:
    """Ends the program with a sentence where there is no checkpoint, or only a part of one."""
    if not file.is_file():
        raise SystemExit(f"There is no checkpoint {file}. Train one (training/train.py), or name another.")
    try:
        state = torch.load(file, map_location=device, weights_only=True)
    except Exception as error:
        raise SystemExit(f"{file} cannot be read ({str(error).splitlines()[0]}). Restore it from a copy, or remove it and train again.")
    if not isinstance(state, dict) or not {"model", "config", "tokens", "step", "seconds", "before", "rules"} <= state.keys():
        raise SystemExit(f"{file} is no checkpoint of this recipe. Name another.")
    # one that was carried from another machine has half-precision matrices (pack.py)
    return state | {"model": {n: w.float() for n, w in state["model"].items()}}


def identity(state: dict) -> str:
    """Names the weights: what was measured on one model is never taken for another's.

    Weights restored from a bundle are named as those from which it was exported, for as long as nothing changes them.
    """
    own, restored = fingerprint(state["model"]), state.get("restored")
    return restored["of"] if restored and restored["of"] and restored["weights"] == own else own


def fingerprint(model: dict[str, torch.Tensor]) -> str:
    """Hash of a state dict."""
    digest = hashlib.sha256()
    for name, weights in sorted(model.items()):
        digest.update(name.encode())
        digest.update(weights.contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]


def trained(state: dict) -> dict:
    """Tokens, steps and minutes of all its training, that of the checkpoints it began from too, and the rules of its texts."""
    before = state["before"]
    return {"tokens": state["tokens"] + before["tokens"], "steps": state["step"] + before["steps"],
            "minutes": round((state["seconds"] + before["seconds"]) / 60, 1), "rules": state["rules"]}


def before(state: dict | None) -> dict:
    """What to write into the checkpoints of a run that begins from `state`."""
    if state is None:
        return {"tokens": 0, "steps": 0, "seconds": 0.0}
    found = trained(state)
    return {"tokens": found["tokens"], "steps": found["steps"], "seconds": 60 * found["minutes"]}


def exported(cache: Path, name: str) -> Path:
    """The checkpoint that was last exported under a name, else the one that is by default."""
    note = cache / "export" / name / "exported.json"
    return Path(json.loads(note.read_text())["checkpoint"]) if note.exists() else cache / SHIPPED
