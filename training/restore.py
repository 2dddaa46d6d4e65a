"""A checkpoint out of a shipped model, where the one it was exported from is gone.

    python training/restore.py --name babelscope-10l [--cache training/.cache] [--bundle media/models/NAME]

Reads the bundle's ONNX graph (int8 weights are unpacked, so they carry int8's rounding) and writes
restored/<name>.pt, which `train.py --from`, `tune.py --from`, `evaluate.py --checkpoint` and `export.py --checkpoint`
take. The optimizers' state is gone. Token files must be made with the bundle's tokenizer: `tokenizer.py --from <bundle>`.
"""

import argparse
import json
import re
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from checkpoint import before, fingerprint
from model import Llama, Shape

ROOT = Path(__file__).parent.parent
_NODE = re.compile(r"/model/(layers\.\d+/(?:self_attn|mlp)/\w+_proj)/MatMul")


def shape_of(config: dict) -> Shape:
    """A bundle's config.json -> the recipe's shape."""
    return Shape(vocab=config["vocab_size"], d_model=config["hidden_size"], layers=config["num_hidden_layers"],
                 heads=config["num_attention_heads"], d_mlp=config["intermediate_size"],
                 context=config["max_position_embeddings"], act=config["hidden_act"], theta=config["rope_theta"])


def weights_of(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """Parameter name -> fp32 weight as `model.py` holds it, from an fp32 or an int8 export."""
    stored = {i.name: i for i in graph.initializer}
    unpacked: dict[str, np.ndarray] = {}

    def array(name: str) -> np.ndarray:
        return unpacked[name] if name in unpacked else numpy_helper.to_array(stored[name])

    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in stored:
            values, scale = array(node.input[0]).astype(np.float32), array(node.input[1])
            axis = next(a.i for a in node.attribute if a.name == "axis")
            unpacked[node.output[0]] = values * np.expand_dims(scale, 1 - axis)
    known = {**dict.fromkeys(stored), **dict.fromkeys(unpacked)}
    out = {}
    for node in graph.node:
        named = _NODE.fullmatch(node.name)
        if named and node.input[1] in known:  # MatMul takes [in, out], torch keeps [out, in]
            out[f"model.{named[1].replace('/', '.')}.weight"] = torch.from_numpy(array(node.input[1]).T.copy())
        if node.op_type == "Gather" and "embed_tokens" in node.name and node.input[0] in known:
            out["model.embed_tokens.weight"] = torch.from_numpy(array(node.input[0]).copy())
    for name in stored:
        if name.endswith("norm.weight"):
            out[name] = torch.from_numpy(array(name).copy())
    return out


def restore(bundle: Path) -> dict:
    """A checkpoint as `train.py` writes it. Raises ValueError where the graph is not one of ours, or there is none."""
    for needed in ("config.json", "onnx/model.onnx"):
        if not (bundle / needed).is_file():
            raise ValueError(f"{bundle} has no {needed}. Name a model that training/export.py made.")
    shape = shape_of(json.loads((bundle / "config.json").read_text()))
    weights = weights_of(onnx.load(bundle / "onnx/model.onnx").graph)
    model = Llama(shape)
    missing = set(model.state_dict()) - set(weights)
    if missing:
        raise ValueError(f"{bundle} lacks {sorted(missing)[0]} and {len(missing) - 1} more: it was not exported by this recipe.")
    model.load_state_dict(weights)
    facts = bundle / "training.json"
    trained = json.loads(facts.read_text()) if facts.exists() else {}
    return {"model": model.state_dict(), "optimizers": [], "config": {"shape": asdict(shape)}, "step": trained.get("steps", 0),
            "tokens": trained.get("tokens", 0), "seconds": 60 * trained.get("minutes", 0), "rules": trained.get("rules", 1), "before": before(None),
            "restored": {"weights": fingerprint(model.state_dict()), "of": trained.get("weights")}}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--bundle", type=Path)
    args = parser.parse_args(argv)
    target = args.cache / f"restored/{args.name}.pt"
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        state = restore(args.bundle or ROOT / "media/models" / args.name)
    except ValueError as error:
        raise SystemExit(str(error))
    torch.save(state, target)
    print(f"restored {sum(t.numel() for t in state['model'].values()):,} parameters")


if __name__ == "__main__":
    main()
