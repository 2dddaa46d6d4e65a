"""Judging on toy data (`smoke.py`): the toy model's own export is the judge."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch


def words_and_lengths() -> None:
    """By hand: which words count, and where human text is cut."""
    from judge import cut, interval, stretch, words

    assert words("Der Hund, 3 Hunde", "de") == ["der", "hund", "hunde"]
    assert words("le chat dort", "fr", start=5) == ["chat", "dort"], "a word across the border is one that was written"
    assert words("le chat dor", "fr", start=3, whole=False) == ["chat"], "the last word may be cut"
    assert words("私は本、を", "ja", start=1) == ["私は", "は本"], "no pair across punctuation"
    assert cut("aéé", 4) == "aé" and cut("駅前", 5) == "駅"
    assert stretch("the old house stands", 5, 8, "en") == ("the old", " house s")
    assert stretch("今天天气很好", 4, 6, "zh") == ("今", "天天")
    same = np.array([[1.0, 4], [3.0, 5], [2.0, 6]])
    low, high = interval([(same, same)])
    assert low < 1 < high and interval([(same[:1], 2 * same[:1] * [1, 0.5])]) == [0.5, 0.5]


def same_as_logits(folder: Path) -> None:
    """What the judge says of a continuation is the sum over its tokens alone."""
    from judge import Judge

    judge = Judge.open(folder, folder)
    context, text = "the an", " ering on"
    found = judge.tokenizer.encode(context + text, add_special_tokens=False)
    ids = [0, *found.ids]
    with torch.no_grad():
        likely = judge.model(torch.tensor([ids])).logits[0].double().log_softmax(-1)
    expected = -sum(likely[i, ids[i + 1]].item() for i, (_, end) in enumerate(found.offsets) if end > len(context))
    nats, size = judge.nats(context, text)
    assert math.isclose(nats, expected, rel_tol=1e-4) and size >= len(text), (nats, expected, size)


def judged_samples(cache: Path) -> None:
    """The step itself: everything is there, and noise is told from text."""
    folder = cache / "export/smoke/hf"
    words_and_lengths()
    same_as_logits(folder)
    subprocess.run([sys.executable, Path(__file__).parent / "judge.py", "--cache", cache, "--name", "smoke", "--judge", folder, "--threads", "1"], check=True)
    found = json.loads((cache / "export/smoke/evaluation.json").read_text())["judge"]
    for language, row in found["languages"].items():
        assert row["samples"] + row["empty"] == 10 and row["interval"][0] <= row["ratio"] <= row["interval"][1], (language, row)
        for known, all_ in (row["words"], row["human_words"]):
            assert 0 <= known <= all_ and all_ > 0, (language, row)
    ratios = {language: row["ratio"] for language, row in found["languages"].items()}
    assert min(ratios.values()) > 1, f"after twenty steps what the toy writes is noise, and yet as foreseeable as human text: {ratios}"
    assert ratios[found["worst"]] == max(ratios.values()) and math.isclose(found["mean"], sum(ratios.values()) / len(ratios), abs_tol=1e-3), found
    print(f"judge: ratio {found['mean']} {found['interval']} under the toy itself")
