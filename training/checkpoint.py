"""What a checkpoint says of how it was trained."""

SHIPPED = "run/cpu-wide/checkpoint.pt"  # in the cache: what is exported and measured unless another is named


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
