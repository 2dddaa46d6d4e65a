"""Int8 weights by DequantizeLinear: symmetric, one scale per output channel (per row for the embedding).

Activations stay fp32, so what a neuron's gate sees differs only by the rounding of weights.
The tied embedding is stored once: Gather reads it, the output head reads it through a Transpose.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper


def _int8(weight: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """weight [K, N] -> int8 of the same shape and one scale per index of `axis`.

    The clip that loses least in squares is searched per channel: a few outliers must not coarsen the rest.
    """
    peak = np.abs(weight).max(1 - axis)
    best, scale = np.full(peak.shape, np.inf), peak / 127
    for shrink in (1.0, 0.95, 0.9, 0.85, 0.8):
        trial = np.maximum(peak * shrink / 127, 1e-12)
        wide = np.expand_dims(trial, 1 - axis)
        error = ((np.clip(np.round(weight / wide), -127, 127) * wide - weight) ** 2).sum(1 - axis)
        scale, best = np.where(error < best, trial, scale), np.minimum(error, best)
    wide = np.expand_dims(scale, 1 - axis)
    return np.clip(np.round(weight / wide), -127, 127).astype(np.int8), scale.astype(np.float32)


def quantize(source: Path, target: Path) -> None:
    model = onnx.load(source)
    graph = model.graph
    weights = {i.name: i for i in graph.initializer}
    embedding = next(n.input[0] for n in graph.node if n.op_type == "Gather" and n.input[0] in weights
                     and len(weights[n.input[0]].dims) == 2)
    table = numpy_helper.to_array(weights[embedding])
    added, dropped = [], set()

    def store(name: str, array: np.ndarray, axis: int) -> str:
        values, scale = _int8(array, axis)
        graph.initializer.append(numpy_helper.from_array(values, f"{name}_int8"))
        graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
        added.append(helper.make_node("DequantizeLinear", [f"{name}_int8", f"{name}_scale"], [f"{name}_weight"],
                                      name=f"{name}/DequantizeLinear", axis=axis))
        dropped.add(name)
        return f"{name}_weight"

    table_name = store(embedding, table, 0)
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] == embedding:
            node.input[0] = table_name
        if node.op_type == "MatMul" and node.input[1] in weights:
            name = node.input[1]
            array = numpy_helper.to_array(weights[name])
            if array.shape == table.T.shape and np.array_equal(array, table.T):
                added.append(helper.make_node("Transpose", [table_name], ["lm_head_weight"], name="lm_head/Transpose", perm=[1, 0]))
                node.input[1] = "lm_head_weight"
                dropped.add(name)
            elif array.ndim == 2:
                node.input[1] = store(name, array, 1)
        elif node.op_type == "Transpose" and node.input[0] == embedding:
            node.input[0] = table_name
    kept = [i for i in graph.initializer if i.name not in dropped]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = [*added, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)
