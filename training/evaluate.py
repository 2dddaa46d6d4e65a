"""Measure the exported checkpoint on held-out text; everything the model card states comes from here.

    python training/evaluate.py --name babelscope-10l --common-voice DIR [--cache training/.cache] [--only bits samples ...]

Parts: yardstick (PPMd), bits, samples, lape (counts, selection, ablation matrix), steering. Each writes its own key of
export/<name>/evaluation.json as soon as it is done, with the model it is of, so parts can be run one by one.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

import lape
from bits import bits, yardstick
from checkpoint import exported
from generate import continuations
from language_id import LanguageId
from prepare import common_voice
from steering import NEW, steering
from subject import Subject, nll

PARTS = ["yardstick", "bits", "samples", "lape", "steering"]
HELDOUT = 8192  # tokens per language and kind for bits per byte
CONTROLS = 5  # random sets of a language, over which the control is averaged
# counted tokens and ablation rows per language, every n-th pair and prompts in the steering sweep, prompts of the final runs
FULL = {"counted": 100_000, "rows": 16, "every": 2, "sweep": 20, "prompts": 20}
QUICK = {"counted": 20_000, "rows": 4, "every": 7, "sweep": 6, "prompts": 8}


def samples(subject: Subject, count: int) -> dict:
    out = {}
    for language in subject.languages:
        prompts = subject.prompts(language)[:count]
        made = continuations(subject.model, prompts, 48, seed=7)
        out[language] = [[subject.tokenizer.decode(p), subject.tokenizer.decode(m)] for p, m in zip(prompts, made)]
        print(language, out[language][0], flush=True)
    return out


def counts(subject: Subject, per_language: int, kept: Path) -> tuple[np.ndarray, torch.Tensor]:
    """p [layer, d_mlp, language] and mean activations [language, layer, d_mlp]; kept beside the export."""
    if kept.exists():
        found = np.load(kept)
        return found["p"], torch.from_numpy(found["means"])
    p, means = [], []
    for language in subject.languages:
        above, total, tokens = lape.count(subject.model, subject.rows(language, "train", per_language // subject.width))
        p.append(above / tokens)
        means.append(torch.from_numpy(total / tokens).float())
        print("counted", language, tokens, flush=True)
    np.savez(kept, p=np.stack(p, -1), means=torch.stack(means).numpy())
    return np.stack(p, -1), torch.stack(means)


def ablation(subject: Subject, p: np.ndarray, rows_each: int, tops=(0.01, 0.03, 0.05)) -> dict:
    """NLL change [row: language switched off, column: language measured] and, in the mean, for random sets of the same size."""
    model, d_mlp = subject.model, p.shape[1]
    test = {l: subject.rows(l, "heldout", rows_each) for l in subject.languages}
    base = {l: nll(model, r) for l, r in test.items()}
    out = {"plain": {l: round(v, 3) for l, v in base.items()}, "active": round(float(p.mean()), 3), "top": {}}
    for top in tops:
        sets, found = lape.select(p, top)
        change, control = [], []
        for k in range(len(subject.languages)):
            with lape.gates(model, lape.silence(sets[k])):
                change.append([round(nll(model, test[l]) - base[l], 4) for l in subject.languages])
            language, drawn = subject.languages[k], []
            for seed in range(CONTROLS):
                with lape.gates(model, lape.silence(lape.random_like(sets[k], d_mlp, CONTROLS * k + seed))):
                    drawn.append(nll(model, test[language]) - base[language])
            control.append(round(float(np.mean(drawn)), 4))
            print(top, subject.languages[k], change[-1], "random", control[-1], flush=True)
        matrix = np.array(change)
        out["top"][str(top)] = found | {"matrix": change, "random": control,
                                        "row_maximum_on_diagonal": int((matrix.argmax(1) == np.arange(len(matrix))).sum()),
                                        "column_maximum_on_diagonal": int((matrix.argmax(0) == np.arange(len(matrix))).sum())}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--common-voice", type=Path, help="for the language identifier, which judges steered text")
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--checkpoint", type=Path, help="another than the one last exported as NAME")
    parser.add_argument("--only", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--quick", action="store_true", help="less text, fewer prompts")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    if "steering" in args.only and not args.common_voice:
        parser.error("the part steering needs --common-voice")
    subject = Subject(args.cache, args.checkpoint or exported(args.cache, args.name))
    target = args.cache / "export" / args.name / "evaluation.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    size = QUICK if args.quick else FULL
    torch.set_num_threads(args.threads)

    def keep(key: str, value) -> None:
        # read again: another part may have been measured at the same time
        result = json.loads(target.read_text()) if target.exists() else {}
        result[key] = value
        result["of"] = result.get("of", {}) | {key: subject.weights}
        target.write_text(json.dumps(result, indent=1, ensure_ascii=False))
        print(f"{key} done, {time.time() - started:.0f} s", flush=True)

    started = time.time()
    if "yardstick" in args.only:
        keep("yardstick", yardstick(subject, HELDOUT))
    if "bits" in args.only:
        keep("bits", bits(subject, HELDOUT))
    if "samples" in args.only:
        keep("samples", samples(subject, 10))
    if "lape" in args.only or "steering" in args.only:
        p, means = counts(subject, size["counted"], target.parent / f"counts-{subject.weights}-{size['counted']}.npz")
        if "lape" in args.only:
            keep("lape", ablation(subject, p, size["rows"]) | {"size": size | {"controls": CONTROLS, "width": subject.width}})
        if "steering" in args.only:
            identify = LanguageId.learn({l: common_voice(args.common_voice, l) for l in subject.languages})
            keep("steering", steering(subject, identify, p, means, size) | {"size": size | {"new": NEW}})


if __name__ == "__main__":
    main()
