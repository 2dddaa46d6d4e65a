"""Measure a checkpoint on held-out text; everything the model card states comes from here.

    python training/evaluate.py --name babelscope-10l --common-voice DIR [--cache training/.cache] [--only bits samples ...]

Parts: bits, samples, lape (counts, selection, ablation matrix), steering. Each writes its own key of
export/<name>/evaluation.json as soon as it is done, so parts can be run one by one.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import lape
import steer
from baseline import bits_per_byte
from corpora import LANGUAGES
from generate import continuations
from language_id import LanguageId
from model import Llama, Shape
from prepare import common_voice

WIDTH = 512


class Subject:
    """The model, its tokenizer and the token files."""

    def __init__(self, cache: Path, checkpoint: Path):
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        self.model = Llama(Shape(**state["config"]["shape"])).eval()
        self.model.load_state_dict(state["model"])
        self.trained = {"tokens": state["tokens"], "steps": state["step"], "minutes": round(state["seconds"] / 60, 1)}
        self.tokenizer = Tokenizer.from_file(str(cache / "tokenizer/tokenizer.json"))
        self.cache = cache
        self.languages = [l for l in LANGUAGES if (cache / f"tokens/{l}.docs.heldout.bin").exists()]

    def tokens(self, language: str, kind: str, side: str) -> np.ndarray:
        return np.fromfile(self.cache / f"tokens/{language}.{kind}.{side}.bin", dtype=np.uint16).astype(np.int64)

    def rows(self, language: str, side: str, count: int) -> torch.Tensor:
        """[row, WIDTH] evenly over both kinds, half and half where both are long enough."""
        out = []
        for kind, share in (("everyday", count // 2), ("docs", count - count // 2)):
            tokens = self.tokens(language, kind, side)
            share = min(share, len(tokens) // WIDTH)
            out += [tokens[a:a + WIDTH] for a in np.linspace(0, len(tokens) - WIDTH, share).astype(int)]
        return torch.from_numpy(np.stack(out))

    def prompts(self, language: str) -> list[list[int]]:
        texts = json.loads((Path(__file__).parent / "prompts.json").read_text("utf-8"))[language]
        return [[0, *self.tokenizer.encode(t, add_special_tokens=False).ids] for t in texts]


@torch.no_grad()
def nll(model: Llama, rows: torch.Tensor) -> float:
    """Mean next-token loss in nats."""
    losses = [F.cross_entropy(model(part[:, :-1]).flatten(0, 1), part[:, 1:].flatten()) * len(part) for part in rows.split(4)]
    return (sum(losses) / len(rows)).item()


def bits(subject: Subject, limit: int) -> dict:
    """Bits per byte of the network and of PPMd, per language and kind, on the same held-out bytes."""
    out = {}
    for language in subject.languages:
        training = "".join((subject.cache / f"text/parts/{language}/{k}.train.txt").read_text("utf-8") for k in ("everyday", "docs"))
        row, sums = {}, np.zeros(4)
        for kind in ("everyday", "docs"):
            tokens = subject.tokens(language, kind, "heldout")[:limit]
            text = subject.tokenizer.decode(tokens.tolist(), skip_special_tokens=False).replace("<|endoftext|>", "\n").encode()
            total = 0.0
            # windows overlap by half: every token but the first few has at least 256 before it
            half = WIDTH // 2
            padded = np.concatenate([[0], tokens])
            with torch.no_grad():
                for at in range(0, len(tokens), half):
                    begin = max(0, at - half)
                    ids = torch.from_numpy(padded[begin:at + half + 1])[None]
                    logits = subject.model(ids[:, :-1])[0, at - begin:]
                    total += F.cross_entropy(logits, ids[0, at - begin + 1:], reduction="sum").item()
            network = total / np.log(2)
            five, sixteen = (bits_per_byte(training.encode(), text, o) * len(text) for o in (5, 16))
            sums += [network, five, sixteen, len(text)]
            row[kind] = round(network / len(text), 3)
        row |= {"all": sums[0] / sums[3], "ppmd5": sums[1] / sums[3], "ppmd16": sums[2] / sums[3], "bytes": int(sums[3])}
        out[language] = {k: v if isinstance(v, int) else round(float(v), 3) for k, v in row.items()}
        print(language, out[language], flush=True)
    return out


def samples(subject: Subject, count: int) -> dict:
    out = {}
    for language in subject.languages:
        prompts = subject.prompts(language)[:count]
        made = continuations(subject.model, prompts, 48, seed=7)
        out[language] = [[subject.tokenizer.decode(p), subject.tokenizer.decode(m)] for p, m in zip(prompts, made)]
        print(language, out[language][0], flush=True)
    return out


def counts(subject: Subject, per_language: int) -> tuple[np.ndarray, torch.Tensor]:
    """p [layer, d_mlp, language] and mean activations [language, layer, d_mlp]."""
    p, means = [], []
    for language in subject.languages:
        above, total, tokens = lape.count(subject.model, subject.rows(language, "train", per_language // WIDTH))
        p.append(above / tokens)
        means.append(torch.from_numpy(total / tokens).float())
        print("counted", language, tokens, flush=True)
    return np.stack(p, -1), torch.stack(means)


def ablation(subject: Subject, p: np.ndarray, rows_each: int, tops=(0.01, 0.03, 0.05)) -> dict:
    """NLL change [row: language switched off, column: language measured] and for a random set of the same size."""
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
            with lape.gates(model, lape.silence(lape.random_like(sets[k], d_mlp, k))):
                control.append(round(nll(model, test[subject.languages[k]]) - base[subject.languages[k]], 4))
            print(top, subject.languages[k], change[-1], "random", control[-1], flush=True)
        matrix = np.array(change)
        out["top"][str(top)] = found | {"matrix": change, "random": control,
                                        "row_maximum_on_diagonal": int((matrix.argmax(1) == np.arange(len(matrix))).sum()),
                                        "column_maximum_on_diagonal": int((matrix.argmax(0) == np.arange(len(matrix))).sum())}
    return out


def language_shares(subject: Subject, identify: LanguageId, target: str, made: list[list[int]]) -> float:
    texts = [subject.tokenizer.decode(m) for m in made]
    return sum(len(t.strip()) > 2 and identify(t) == target for t in texts) / len(texts)


def steering(subject: Subject, identify: LanguageId, p: np.ndarray, means: torch.Tensor, prompts_each: int, quick: bool) -> dict:
    model, languages = subject.model, subject.languages
    residual = {l: steer.residual_means(model, subject.rows(l, "train", 24)) for l in languages}
    prompts = {l: subject.prompts(l)[:prompts_each] for l in languages}
    pairs = [(s, t) for s in languages for t in languages if s != t]
    pad = lambda made: [m for m in made if m]

    def trial(setting, chosen) -> dict:
        """Share in the target language, and the text's perplexity under the unsteered model."""
        shares, losses, weights = {}, [], []
        for source, target in chosen:
            with setting(source, target):
                made = continuations(model, prompts[source], 24, seed=11)
            shares[f"{source}-{target}"] = round(language_shares(subject, identify, target, made), 3)
            for m in pad(made)[:4]:
                if len(m) > 4:
                    losses.append(nll(model, torch.tensor([[0, *m]])) * len(m))
                    weights.append(len(m))
        return {"mean": round(float(np.mean(list(shares.values()))), 3),
                "perplexity": round(float(np.exp(sum(losses) / max(1, sum(weights)))), 1), "pairs": shares}

    plain, own, own_weight, own_shares = {}, 0.0, 0, {}
    for source in languages:
        made = continuations(model, prompts[source], 24, seed=11)
        own_shares[source] = language_shares(subject, identify, source, made)
        for target in languages:
            if target != source:
                plain[f"{source}-{target}"] = round(language_shares(subject, identify, target, made), 3)
        for m in [m for m in made if len(m) > 4][:4]:
            own, own_weight = own + nll(model, torch.tensor([[0, *m]])) * len(m), own_weight + len(m)
    out = {"plain": {"mean": float(np.mean(list(plain.values()))), "own_language": own_shares,
                     "perplexity": round(float(np.exp(own / own_weight)), 1)}, "sweep": {}}
    print(out["plain"], flush=True)

    middle = len(model.model.layers) // 2
    settings = {f"diffmean layer {l} strength {a}":
                (lambda s, t, l=l, a=a: steer.diff_mean(model, residual[t][l] - residual[s][l], l, a))
                for l in (middle - 2, middle, middle + 2) for a in (1.0, 1.5)}
    sets, _ = lape.select(p, 0.05)
    at = languages.index
    settings |= {f"lape top 5 % strength {a}": (lambda s, t, a=a: steer.lape(model, sets[at(s)], sets[at(t)], means[at(t)], a))
                 for a in (2.0, 5.0, 10.0)}
    few = pairs[::4 if quick else 2]
    best = {"diffmean": (None, -1.0), "lape": (None, -1.0)}
    for name, setting in settings.items():
        result = trial(setting, few)
        out["sweep"][name] = {k: result[k] for k in ("mean", "perplexity")}
        print(name, out["sweep"][name], flush=True)
        method = name.split()[0]
        if result["mean"] > best[method][1]:
            best[method] = (name, result["mean"])
    for method, (name, _) in best.items():
        out[method] = {"setting": name} | trial(settings[name], pairs)
        print(method, name, out[method]["mean"], flush=True)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--common-voice", type=Path, required=True, help="for the language identifier")
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--only", nargs="+", default=["bits", "samples", "lape", "steering"])
    parser.add_argument("--quick", action="store_true", help="a quarter of the text and prompts")
    args = parser.parse_args()
    subject = Subject(args.cache, args.checkpoint or args.cache / "run/cpu/checkpoint.pt")
    target = args.cache / "export" / args.name / "evaluation.json"
    result = json.loads(target.read_text()) if target.exists() else {}
    fewer = 4 if args.quick else 1

    def keep(key: str, value) -> None:
        result[key] = value
        result["trained"] = subject.trained
        target.write_text(json.dumps(result, indent=1, ensure_ascii=False))
        print(f"{key} done, {time.time() - started:.0f} s", flush=True)

    started = time.time()
    if "bits" in args.only:
        keep("bits", bits(subject, 20_000 // fewer))
    if "samples" in args.only:
        keep("samples", samples(subject, 10))
    if "lape" in args.only or "steering" in args.only:
        p, means = counts(subject, 100_000 // fewer)
        if "lape" in args.only:
            keep("lape", ablation(subject, p, 8 // fewer))
        if "steering" in args.only:
            identify = LanguageId.learn({l: common_voice(args.common_voice, l) for l in subject.languages})
            keep("steering", steering(subject, identify, p, means, 20 // min(fewer, 2), args.quick))


if __name__ == "__main__":
    main()
