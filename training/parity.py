"""Hold the exports against torch.

    python training/parity.py --name babelscope-10l [--cache training/.cache] [--bundle media/models/NAME]

Checks fp32 ONNX = torch within 1e-4 (whole prompt at past length 0, and token by token through the cache), and
measures what int8 weights change: largest and mean logit distance, held-out perplexity. Exits 1 on a miss.
"""

import argparse
import json
import os
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before anything loads onnxruntime

import numpy as np
import onnxruntime as ort
import torch
from transformers import LlamaForCausalLM

ROOT = Path(__file__).parent.parent
TOLERANCE = 1e-4
PERPLEXITY_LOSS = 0.01


class Graph:
    """An exported graph with its cache inputs; one row at a time."""

    def __init__(self, path: Path, threads: int = 2, unpacked: bool = False):
        """`unpacked`: int8 weights become fp32 at load, as in the extension; otherwise onnxruntime may compute in integers."""
        options = ort.SessionOptions()
        if unpacked:
            options.add_session_config_entry("session.disable_quant_qdq", "1")
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.past = [i for i in self.session.get_inputs() if i.name.startswith("past_key_values")]
        self.outputs = [o.name for o in self.session.get_outputs()]

    def empty(self) -> dict[str, np.ndarray]:
        return {i.name: np.zeros((1, i.shape[1], 0, i.shape[3]), np.float32) for i in self.past}

    def run(self, ids: np.ndarray, past: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """ids [pos] -> logits [pos, vocab] and the grown cache."""
        done = next(iter(past.values())).shape[2]
        out = self.session.run(None, {
            "input_ids": ids[None], "attention_mask": np.ones((1, done + len(ids)), np.int64),
            "position_ids": np.arange(done, done + len(ids))[None], **past})
        by_name = dict(zip(self.outputs, out))
        return by_name["logits"][0], {i.name: by_name[i.name.replace("past_key_values", "present")] for i in self.past}


def rows(cache: Path, length: int = 256, least: int = 48) -> dict[str, np.ndarray]:
    """A held-out row of each kind in every language that has `least` tokens of it, ids [at most length] that begin with the begin token."""
    found = {}
    for path in sorted(cache.glob("tokens/*.heldout.bin")):
        tokens = np.fromfile(path, dtype=np.uint16).astype(np.int64)
        if len(tokens) >= least:
            found[path.name] = np.concatenate([[0], tokens[:length - 1]])
    return found


def nll(logits: np.ndarray, ids: np.ndarray) -> float:
    logits = logits[:-1].astype(np.float64)
    top = logits.max(-1, keepdims=True)
    lse = top[:, 0] + np.log(np.exp(logits - top).sum(-1))
    return float((lse - logits[np.arange(len(ids) - 1), ids[1:]]).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--bundle", type=Path)
    args = parser.parse_args()
    work = args.cache / "export" / args.name
    bundle = args.bundle or ROOT / "media/models" / args.name
    for needed in (work / "exported.json", work / "hf/config.json", work / "fp32/model.onnx", bundle / "onnx/model.onnx"):
        if not needed.is_file():
            raise SystemExit(f"There is no {needed}: run training/export.py --name {args.name} first.")
    texts = rows(args.cache)
    if not texts:
        raise SystemExit(f"There is no held-out text to compare on in {args.cache}: run training/prepare.py and training/tokenizer.py first.")
    model = LlamaForCausalLM.from_pretrained(work / "hf").eval()
    full = Graph(work / "fp32/model.onnx")
    small = Graph(bundle / "onnx/model.onnx", unpacked=True)
    fp32, cached, int8_max, int8_mean, losses = 0.0, 0.0, 0.0, [], {"fp32": [], "int8": []}
    for i, ids in enumerate(texts.values()):
        with torch.no_grad():
            truth = model(torch.from_numpy(ids[None])).logits[0].numpy()
        logits, _ = full.run(ids, full.empty())
        fp32 = max(fp32, float(np.abs(logits - truth).max()))
        if i < 2:  # the cache: half at once, then token by token
            middle = len(ids) // 2
            part, past = full.run(ids[:middle], full.empty())
            for at in range(middle, middle + 16):
                part, past = full.run(ids[at:at + 1], past)
                cached = max(cached, float(np.abs(part[0] - truth[at]).max()))
        quantized, _ = small.run(ids, small.empty())
        int8_max = max(int8_max, float(np.abs(quantized - truth).max()))
        int8_mean.append(float(np.abs(quantized - truth).mean()))
        losses["fp32"].append(nll(truth, ids))
        losses["int8"].append(nll(quantized, ids))
    loss = float(np.exp(np.mean(losses["int8"]) - np.mean(losses["fp32"])) - 1)
    result = {"fp32_max": fp32, "fp32_cache_max": cached, "int8_max": int8_max, "int8_mean": float(np.mean(int8_mean)),
              "perplexity_change": loss, "rows": len(texts), "of": json.loads((work / "exported.json").read_text())["weights"]}
    print(json.dumps(result, indent=1))
    (work / "parity.json").write_text(json.dumps(result, indent=1))
    if max(fp32, cached) > TOLERANCE or loss > PERPLEXITY_LOSS:
        raise SystemExit("parity missed")


if __name__ == "__main__":
    main()
