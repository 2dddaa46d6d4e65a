"""The whole recipe on toy data in about a minute: prepare, tokenise, train, export, parity.

    python training/smoke.py [--keep DIR]

Three invented languages, a two-layer model, twenty steps. Also holds `model.py` against transformers, and leaves
DIR/expected.json: what torch makes of some tokens, for the test that loads the export into the extension's engine.
Exits with 1 if any step fails or any logit differs by more than 1e-4.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
CONFIG = {
    "shape": {"vocab": 512, "d_model": 64, "layers": 2, "heads": 2, "d_mlp": 128, "context": 64, "act": "relu"},
    "tokens": 20 * 512, "tokens_per_step": 512, "tokens_at_once": 256, "short": 32, "everyday": 0.5, "epochs": 100,
    "lr_matrix": 0.003, "lr_other": 0.004, "weight_decay": 0.1, "warmup": 0.1, "decay": 0.3, "long": 0.2, "seed": 1,
}


def toy_sentences(folder: Path) -> None:
    """Sentences of invented words: each language draws on its own syllables."""
    syllables = {"en": "the an ing er on", "fr": "le eau oui que des", "de": "der ich sch ung ein"}
    for language, text in syllables.items():
        draw = random.Random(language)
        parts = text.split()
        word = lambda: "".join(draw.choices(parts, k=draw.randint(2, 3)))
        lines = [" ".join(word() for _ in range(draw.randint(6, 12))) for _ in range(600)]
        with gzip.open(folder / f"{language}.txt.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(lines))


def same_as_transformers(cache: Path, folder: Path) -> None:
    from transformers import LlamaForCausalLM

    from model import Llama, Shape

    state = torch.load(cache / "run/smoke/checkpoint.pt", weights_only=True)
    ours = Llama(Shape(**state["config"]["shape"]))
    ours.load_state_dict(state["model"])
    ids = torch.randint(0, CONFIG["shape"]["vocab"], (2, 48), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        distance = (ours(ids) - LlamaForCausalLM.from_pretrained(folder)(ids).logits).abs().max().item()
    print(f"model.py and transformers differ by at most {distance:.1e}")
    assert distance < 1e-4


def write_expected(cache: Path, file: Path) -> None:
    """Log-probability of each token given the begin token and those before it."""
    from transformers import LlamaForCausalLM

    folder = cache / "export/smoke"
    tokens = cache / "tokens/en.everyday.heldout.bin"
    ids = np.fromfile(tokens, dtype=np.uint16).astype(np.int64)[:48]
    with torch.no_grad():
        logits = LlamaForCausalLM.from_pretrained(folder / "hf")(torch.tensor([[0, *ids]])).logits[0, :-1]
    likely = logits.double().log_softmax(-1)[range(len(ids)), ids]
    expected = {"folder": str((folder / "fp32").resolve()), "ids": ids.tolist(), "logProbability": likely.tolist()}
    file.write_text(json.dumps(expected))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, help="work here and leave everything in place")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = args.keep or Path(temporary)
        voices, cache, bundle = root / "sentences", root / "cache", root / "bundle"
        voices.mkdir(parents=True, exist_ok=True)
        toy_sentences(voices)
        config = root / "smoke.json"
        config.write_text(json.dumps(CONFIG))
        step = lambda script, *more: subprocess.run([sys.executable, HERE / script, "--cache", cache, *more], check=True)
        step("prepare.py", "--smoke", "--common-voice", voices, "--languages", "en", "fr", "de")
        step("tokenizer.py", "--vocab", "512")
        step("train.py", "--config", config, "--eager", "--workers", "2")
        step("export.py", "--name", "smoke", "--checkpoint", cache / "run/smoke/checkpoint.pt", "--out", bundle)
        step("parity.py", "--name", "smoke", "--bundle", bundle)
        same_as_transformers(cache, cache / "export/smoke/hf")
        write_expected(cache, root / "expected.json")
    print("smoke test passed")


if __name__ == "__main__":
    main()
