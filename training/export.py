"""Export a checkpoint: Hugging Face folder, ONNX with cache by optimum, then int8 weights.

    python training/export.py --name babelscope-10l [--cache training/.cache] [--checkpoint FILE] [--out media/models/NAME]

One graph serves both purposes: fed a past of length 0 it is the plain forward pass, so one copy of the weights ships.
The fp32 export stays in the cache (export/<name>/fp32) for `parity.py`; the bundle gets config, tokenizer,
onnx/model.onnx and training.json (tokens, steps and minutes of training, rules of the corpora, a hash of the weights).
What evaluate.py and parity.py measure from then on is this checkpoint.
"""

import argparse
import json
import os
import shutil
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before anything loads onnxruntime

import torch
from optimum.exporters.onnx import main_export
from transformers import LlamaConfig, LlamaForCausalLM

from checkpoint import SHIPPED, identity, load, trained
from model import Shape
from quantize import quantize

ROOT = Path(__file__).parent.parent


def to_hugging_face(state: dict, tokenizer: Path, folder: Path) -> LlamaForCausalLM:
    config = LlamaConfig(**Shape(**state["config"]["shape"]).hf_config())
    model = LlamaForCausalLM(config).eval()
    missing, unexpected = model.load_state_dict(state["model"], strict=False)
    if unexpected or set(missing) - {"lm_head.weight"}:
        raise SystemExit(f"checkpoint does not fit: missing {missing}, unexpected {unexpected}")
    model.tie_weights()
    model.generation_config.update(do_sample=True, temperature=0.8, top_k=40, top_p=0.95, max_new_tokens=64,
                                   pad_token_id=0, bos_token_id=0, eos_token_id=0)
    model.save_pretrained(folder)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(tokenizer / file, folder / file)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    out = args.out or ROOT / "media/models" / args.name
    work = args.cache / "export" / args.name
    checkpoint = args.checkpoint or args.cache / SHIPPED
    state = load(checkpoint)
    if not (args.cache / "tokenizer/tokenizer.json").is_file():
        raise SystemExit(f"There is no tokenizer in {args.cache}: run training/tokenizer.py, for a shipped model with --from its folder.")
    for stale in ("hf", "fp32"):  # measurements beside them stay
        shutil.rmtree(work / stale, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)

    to_hugging_face(state, args.cache / "tokenizer", work / "hf")
    main_export(str(work / "hf"), work / "fp32", task="text-generation-with-past", opset=18, do_validation=False)

    (out / "onnx").mkdir(parents=True, exist_ok=True)
    quantize(work / "fp32/model.onnx", out / "onnx/model.onnx")
    for file in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(work / "hf" / file, out / file)
    (out / "training.json").write_text(json.dumps(trained(state) | {"weights": identity(state)}) + "\n")
    (work / "exported.json").write_text(json.dumps({"checkpoint": str(checkpoint.resolve()), "weights": identity(state)}))
    size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
    print(json.dumps({"folder": str(args.out or f"media/models/{args.name}"), "megabytes": round(size / 1e6, 2)}))


if __name__ == "__main__":
    main()
