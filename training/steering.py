"""Steering trials over ordered pairs of languages: share of continuations in the target, and their perplexity."""

import numpy as np
import torch

import lape
import steer
from generate import continuations
from language_id import LanguageId
from subject import Subject, nll


def language_shares(subject: Subject, identify: LanguageId, target: str, made: list[list[int]]) -> float:
    texts = [subject.tokenizer.decode(m) for m in made]
    return sum(len(t.strip()) > 2 and identify(t) == target for t in texts) / len(texts)


def steering(subject: Subject, identify: LanguageId, p: np.ndarray, means: torch.Tensor, size: dict) -> dict:
    model, languages, new = subject.model, subject.languages, 16
    residual = {l: steer.residual_means(model, subject.rows(l, "train", 24)) for l in languages}
    prompts = {l: subject.prompts(l) for l in languages}
    pairs = [(s, t) for s in languages for t in languages if s != t]

    def perplexity(texts: list[list[int]]) -> float:
        """Of texts standing alone, under the unsteered model; four of each pair are enough."""
        texts = [m for m in texts if len(m) > 4]
        total = sum(nll(model, torch.tensor([[0, *m]])) * len(m) for m in texts)
        return round(float(np.exp(total / max(1, sum(map(len, texts))))), 1)

    def trial(setting, chosen, prompts_each: int) -> dict:
        shares, texts = {}, []
        for source, target in chosen:
            with setting(source, target):
                made = continuations(model, prompts[source][:prompts_each], new, seed=11)
            shares[f"{source}-{target}"] = round(language_shares(subject, identify, target, made), 3)
            texts += made[:2]
        return {"mean": round(float(np.mean(list(shares.values()))), 3), "perplexity": perplexity(texts), "pairs": shares}

    plain, own, texts = [], {}, []
    for source in languages:
        made = continuations(model, prompts[source][:size["prompts"]], new, seed=11)
        own[source] = round(language_shares(subject, identify, source, made), 3)
        plain += [language_shares(subject, identify, t, made) for t in languages if t != source]
        texts += made[:6]
    out = {"plain": {"mean": round(float(np.mean(plain)), 4), "own_language": own, "perplexity": perplexity(texts)}, "sweep": {}}
    print(out["plain"], flush=True)

    middle = len(model.model.layers) // 2
    settings = {f"diffmean layer {l} strength {a}":
                (lambda s, t, l=l, a=a: steer.diff_mean(model, residual[t][l] - residual[s][l], l, a))
                for l in (middle - 2, middle, middle + 2) for a in (1.0, 1.5)}
    sets, _ = lape.select(p, 0.05)
    at = languages.index
    settings |= {f"lape top 5 % strength {a}": (lambda s, t, a=a: steer.lape(model, sets[at(s)], sets[at(t)], means[at(t)], a))
                 for a in (2.0, 5.0, 10.0)}
    best = {"diffmean": (None, -1.0), "lape": (None, -1.0)}
    for name, setting in settings.items():
        result = trial(setting, pairs[::size["every"]], size["sweep"])
        out["sweep"][name] = {k: result[k] for k in ("mean", "perplexity")}
        print(name, out["sweep"][name], flush=True)
        method = name.split()[0]
        if result["mean"] > best[method][1]:
            best[method] = (name, result["mean"])
    for method, (name, _) in best.items():
        out[method] = {"setting": name} | trial(settings[name], pairs, size["prompts"])
        print(method, name, out[method]["mean"], flush=True)
    return out
