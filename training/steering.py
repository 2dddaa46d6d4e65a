"""Steering trials over ordered pairs of languages: share of continuations in the target, and their perplexity."""

import numpy as np
import torch

import lape
import steer
from generate import continuations
from language_id import LanguageId
from subject import Subject, nll

NEW = 16  # tokens of a continuation


def _share(subject: Subject, identify: LanguageId, target: str, made: list[list[int]]) -> float:
    texts = [subject.tokenizer.decode(m) for m in made]
    return sum(len(t.strip()) > 2 and identify(t) == target for t in texts) / len(texts)


def _perplexity(subject: Subject, texts: list[list[int]]) -> float:
    """Of texts standing alone, under the unsteered model."""
    texts = [m for m in texts if len(m) > 4]
    total = sum(nll(subject.model, torch.tensor([[0, *m]])) * len(m) for m in texts)
    return round(float(np.exp(total / max(1, sum(map(len, texts))))), 1)


def settings_of(subject: Subject, p: np.ndarray, means: torch.Tensor) -> dict:
    """Name -> (source, target) -> context in which the model is steered."""
    model, at = subject.model, subject.languages.index
    residual = {l: steer.residual_means(model, subject.rows(l, "train", 24)) for l in subject.languages}
    sets, _ = lape.select(p, 0.05)
    last = len(model.model.layers) - 1
    middle = (last + 1) // 2
    settings = {f"diffmean layer {l} strength {a}":
                (lambda s, t, l=l, a=a: steer.diff_mean(model, residual[t][l] - residual[s][l], l, a))
                for l in sorted({max(0, middle - 2), middle, min(last, middle + 2)}) for a in (1.0, 1.5)}
    return settings | {f"lape top 5 % strength {a}": (lambda s, t, a=a: steer.lape(model, sets[at(s)], sets[at(t)], means[at(t)], a))
                       for a in (2.0, 5.0, 10.0)}


def trial(subject: Subject, identify: LanguageId, setting, pairs: list[tuple[str, str]], prompts_each: int, seed: int) -> dict:
    """Mean share in the target, per pair too, and the perplexity of two continuations of each pair."""
    shares, texts = {}, []
    for source, target in pairs:
        with setting(source, target):
            made = continuations(subject.model, subject.prompts(source)[:prompts_each], NEW, seed=seed)
        shares[f"{source}-{target}"] = round(_share(subject, identify, target, made), 3)
        texts += made[:2]
    return {"mean": round(float(np.mean(list(shares.values()))), 3), "perplexity": _perplexity(subject, texts), "pairs": shares}


def plain(subject: Subject, identify: LanguageId, prompts_each: int) -> dict:
    """The same without steering: what lands in another language anyway."""
    shares, own, texts = [], {}, []
    for source in subject.languages:
        made = continuations(subject.model, subject.prompts(source)[:prompts_each], NEW, seed=11)
        own[source] = round(_share(subject, identify, source, made), 3)
        shares += [_share(subject, identify, t, made) for t in subject.languages if t != source]
        texts += made[:6]
    return {"mean": round(float(np.mean(shares)), 4), "own_language": own, "perplexity": _perplexity(subject, texts)}


def best(sweep: dict, method: str, own: float) -> str:
    """The setting with most continuations in the target among those that still write the language.

    2.5 times the own perplexity leaves room below the goal of 3; text that is fluent but mostly stays in the source
    language is no steering, so where nothing fluent reaches half, the strongest is taken.
    """
    tried = {name: r for name, r in sweep.items() if name.startswith(method)}
    fluent = {name: r for name, r in tried.items() if r["perplexity"] < 2.5 * own and r["mean"] >= 0.5} or tried
    return max(fluent, key=lambda name: fluent[name]["mean"])


def steering(subject: Subject, identify: LanguageId, p: np.ndarray, means: torch.Tensor, size: dict) -> dict:
    pairs = [(s, t) for s in subject.languages for t in subject.languages if s != t]
    settings = settings_of(subject, p, means)
    out = {"plain": plain(subject, identify, size["prompts"]), "sweep": {}}
    print(out["plain"], flush=True)
    for name, setting in settings.items():
        result = trial(subject, identify, setting, pairs[::size["every"]], size["sweep"], seed=5)  # not the draws that are reported
        out["sweep"][name] = {k: result[k] for k in ("mean", "perplexity")}
        print(name, out["sweep"][name], flush=True)
    for method in ("diffmean", "lape"):
        name = best(out["sweep"], method, out["plain"]["perplexity"])
        out[method] = {"setting": name} | trial(subject, identify, settings[name], pairs, size["prompts"], seed=11)
        print(method, name, out[method]["mean"], flush=True)
    return out
