"""Write the model card and the notice of a bundle from what was measured.

    python training/card.py --name babelscope-10l [--cache training/.cache] [--date 2026-11] [--machine "2 CPU cores"]

Reads text/report.json, export/<name>/{parity,evaluation,lead}.json and the bundle's config and training.json. Nothing is typed
by hand; a section whose measurements are not in the cache stays in the card as it was.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

from corpora import LANGUAGES, RULES, SOURCES

ROOT = Path(__file__).parent.parent
HEADINGS = ["", "Fidelity of the export", "Goals and what came out", "Held-out text", "Language-specific neurons (LAPE)", "Where they lead", "Steering",
            "Judged from outside", "Tuned on question translation", "Training text", "Samples"]


def table(head: list[str], rows: list[list]) -> str:
    line = lambda cells: "| " + " | ".join(str(c) for c in cells) + " |"
    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def corpora_table(report: dict) -> str:
    rows = [["Common Voice sentences", "CC0-1.0", *_sizes(report, "common-voice")]]
    rows += [[s.name, s.licence, *_sizes(report, s.name)] for s in SOURCES]
    return table(["source", "licence", "languages", "MB of text"], [r for r in rows if r[-1] != "0.00"])


def relicensed(section: str) -> str:
    """The section as it stands, each row with its source's licence as it is known now."""
    for source in SOURCES:
        section = re.sub(rf"^\| {re.escape(source.name)} \| [^|]* \|", lambda _: f"| {source.name} | {source.licence} |", section, flags=re.M)
    return section


def _sizes(report: dict, source: str) -> list[str]:
    sizes = {l: b[source] for l, b in report["bytes"].items() if b.get(source)}
    return [" ".join(sizes), f"{sum(sizes.values()) / 1e6:.2f}"]


def left_out(report: dict, rules: int) -> str:
    """What is not in the corpora and why; a checkpoint of earlier rules had it."""
    size = "" if report.get("heldout_only") else f" ({sum(report['left_out'].values()) / 1e6:.2f} MB)"
    which = "the texts of the licences themselves, which some manuals carry as an appendix and which may only be copied unchanged"
    if rules < RULES:
        return f"This checkpoint also saw {which}; later preparations leave them out{size}."
    return f"Left out are {which}{size}."


def bits_section(bits: dict, yardstick: dict) -> str:
    bits = {l: v | yardstick[l] for l, v in bits.items()}
    rows = [[l, v["all"], v["everyday"], v["docs"], v["ppmd5"], v["ppmd16"],
             f"{100 * (v['all'] / v['ppmd5'] - 1):+.0f} %", f"{100 * (v['all'] / min(v['ppmd5'], v['ppmd16']) - 1):+.0f} %"]
            for l, v in bits.items()]
    return ("Bits per byte on held-out text (whole documents kept out of training); PPMd was given the same training "
            "text and goes on learning while it codes, the model does not. Negative = the model is better.\n\n"
            + table(["language", "model", "everyday", "docs", "PPMd order 5", "PPMd order 16", "against order 5", "against the better"], rows))


def lape_section(lape: dict, languages: list[str]) -> str:
    out = [f"A gate is above zero for {100 * lape['active']:.1f} % of (token, neuron) pairs. Counts as in the paper "
           "(filter and bar at the 0.95 quantile); below, the change of held-out loss (nats per token) when the neurons "
           "of the row's language are set to 0. *random* is the mean of "
           f"{lape['size']['controls']} equally large random sets of the same layers, measured on the row's language. "
           f"{lape['size']['counted']:,} tokens of training text a language were counted, {lape['size']['rows'] * lape['size']['width']:,} held-out tokens a language measured."]
    for top, found in lape["top"].items():
        out.append(f"**Top rate {float(top) * 100:.0f} %**: {found['selected']} neurons of {found['asked']} asked for; per language "
                   + ", ".join(f"{l} {n}" for l, n in zip(languages, found["per_language"]))
                   + f"; per layer {found['per_layer']}. Maximum on the diagonal in {found['row_maximum_on_diagonal']} of "
                   f"{len(languages)} rows and {found['column_maximum_on_diagonal']} columns.")
        out.append(table(["off \\ on", *languages, "random"],
                         [[l, *(f"**{v:+.3f}**" if i == k else f"{v:+.3f}" for i, v in enumerate(row)), f"{r:+.3f}"]
                          for k, (l, row, r) in enumerate(zip(languages, found["matrix"], found["random"]))]))
    return "\n\n".join(out)


def steering_section(steering: dict, languages: list[str]) -> str:
    size = steering["size"]
    out = [f"Continuations of {size['prompts']} neutral prompts a language (`training/prompts.json`), {size['new']} tokens each, judged by a character-trigram identifier (script where it decides). Unsteered, "
           f"{100 * steering['plain']['mean']:.1f} % land in a given other language; "
           f"{100 * sum(steering['plain']['own_language'].values()) / len(languages):.0f} % in the prompt's own. Their perplexity under the "
           f"model is {steering['plain']['perplexity']}. A setting was chosen with other random draws on one in {size['every']} "
           f"pairs with {size['sweep']} prompts, among those below 2.5 times that perplexity, then measured on all pairs."]
    out.append(table(["setting (some pairs)", "share in target", "perplexity of the text, unsteered model"],
                     [[k, f"{100 * v['mean']:.0f} %", v["perplexity"]] for k, v in steering["sweep"].items()]))
    for method in ("diffmean", "lape"):
        if method not in steering:
            continue
        best = steering[method]
        rows = [[s, *("" if s == t else f"{100 * best['pairs'].get(f'{s}-{t}', float('nan')):.0f}" for t in languages)] for s in languages]
        out.append(f"**{best['setting']}**, all ordered pairs: {100 * best['mean']:.0f} % in the target language, perplexity {best['perplexity']}.\n\n"
                   + table(["from \\ to, %", *languages], rows))
    return "\n\n".join(out)


def goals_section(measured: dict, languages: list[str]) -> str:
    """What was aimed at and what came out, so that nobody has to find the misses in the tables."""
    out = []
    if "bits" in measured and "yardstick" in measured:
        gain = {l: 1 - v["all"] / measured["yardstick"][l]["ppmd5"] for l, v in measured["bits"].items()}
        met = [l for l, g in gain.items() if g >= 0.25]
        out.append(f"at least 25 % fewer bits than PPMd of order 5 in every language: reached in {len(met)} of {len(gain)} ({', '.join(met)}), "
                   f"the others have {100 * min(gain.values()):.0f} % or more; PPMd with longer contexts, which recalls the manuals' recurring phrases, "
                   f"is better in {sum(v['all'] > measured['yardstick'][l]['ppmd16'] for l, v in measured['bits'].items())}.")
    for top, found in measured.get("lape", {}).get("top", {}).items():
        matrix, diagonal = np.array(found["matrix"]), range(len(languages))
        failing = {"rows": [k for k in diagonal if matrix[k].argmax() != k], "columns": [k for k in diagonal if matrix[:, k].argmax() != k],
                   "threefold": [k for k in diagonal if matrix[k, k] < 3 * abs(found["random"][k])]}
        rows, columns, threefold = (f"{len(languages) - len(f)}" + (f" (not {', '.join(languages[k] for k in f)})" if f else "") for f in failing.values())
        out.append(f"top rate {float(top) * 100:.0f} %: switching off a language's neurons hurts it most in {rows} of {len(languages)} rows "
                   f"and {columns} columns; at least three times as much as random sets in {threefold}.")
    if "steering" in measured:
        steering = measured["steering"]
        best, own = steering["diffmean"], steering["plain"]["perplexity"]
        out.append(f"at least 80 % of steered continuations in the target language: {100 * best['mean']:.0f} % by DiffMean "
                   f"(fewest {min(best['pairs'], key=best['pairs'].get).replace('-', ' to ')}, {100 * min(best['pairs'].values()):.0f} %; {100 * steering['lape']['mean']:.0f} % by LAPE), "
                   f"unsteered {100 * steering['plain']['mean']:.1f} % (goal at most 5 %); their perplexity is {best['perplexity'] / own:.1f} times that of the model's own text (goal below 3).")
    return "\n".join(f"- {line[0].upper()}{line[1:]}" for line in out)


def judge_section(judge: dict) -> str:
    """Samples against human text under a model that has seen neither."""
    per_cent = lambda known: f"{100 * known[0] / known[1]:.1f} %" if known and known[1] else ""
    rows = [[l, v["bits"], v["human"], v["ratio"], f"{v['interval'][0]}–{v['interval'][1]}", per_cent(v.get("words")), per_cent(v.get("human_words"))]
            for l, v in judge["languages"].items()]
    worst = judge["worst"]
    return (f"Bits per byte that {judge['judge']} needs for continuations of ten prompts a language (fixed seed; the prompt is context and does not count), and for held-out "
            f"human text of the same lengths. The ratio is {judge['mean']} in the mean ({judge['interval'][0]}–{judge['interval'][1]}, 95 % bootstrap), "
            f"{judge['languages'][worst]['ratio']} in {worst}, the worst. *Words* are those that occur in the training text of the language; in Chinese and Japanese pairs of characters.\n\n"
            + table(["language", "samples", "human text", "ratio", "95 %", "words, samples", "words, human text"], rows))


def lead_section(lead: dict) -> str:
    """Where a language's own neurons are the most active ones."""
    shown = lambda s: f"{100 * s['share']:.1f} % ({100 * s['low']:.0f}–{100 * s['high']:.0f})"
    foreign, heldout = lead["foreign"], lead.get("heldout")
    out = [f"On single foreign words in another language's sentence (`training/foreign.json`, {foreign['all']['n']} cases) the word's own language leads in {shown(foreign['all'])}."]
    if heldout:
        out[0] += f" On held-out text the own language leads on {100 * heldout['all']:.1f} % of tokens, {100 * heldout['withLetter']:.1f} % of those with a letter, means over languages."
        out.append(table(["language", "tokens", "with a letter", "whole paragraphs", "as a foreign word"],
                         [[l, shown(v["tokens"]), shown(v["withLetter"]), shown(v["texts"]), shown(foreign["guests"][l]) if l in foreign["guests"] else ""]
                          for l, v in heldout["languages"].items()]))
    return "\n\n".join(out)


def tuning_section(tuning: dict) -> str:
    """Before and after; the languages that were tuned first."""
    before, after, used = tuning["before"], tuning["after"], tuning["tuning"]
    tuned = [l for l in before["loss"] if l in used["languages"]]
    others = [l for l in before["loss"] if l not in used["languages"]]
    how = f"low-rank factors of rank {used['lora']} on the query and value projections" if used["lora"] else "all weights"
    out = [f"A sibling of this model, {how} tuned on translation pairs into English only (2405.13816), {used['tokens']:,} tokens in {used['steps']:,} steps, "
           f"{' '.join(used['languages'])} as sources ({sum(used['pairs'].values()):,} pairs); measured {tuning.get('date', '')} on {tuning.get('machine', '')}. It is not shipped: "
           "`training/README.md` has the commands. Loss is in nats per token of the English part of held-out pairs, *another text* is the same with a different "
           "pair's text before it: the difference is what the model takes from the text.",
           table(["language", "tuned", "pairs", "loss before", "after", "another text, before", "after", "bits per byte before", "after"],
                 [[l, "yes" if l in tuned else "no", before["pairs"][l], before["loss"][l], after["loss"][l], before["mismatched"][l], after["mismatched"][l],
                   before["bits"][l], after["bits"][l]] for l in [*tuned, *others]]
                 + [["en", "target", "", "", "", "", "", before["bits"]["en"], after["bits"]["en"]]])]
    mean = lambda of, key, languages, layer: f"{sum(of[key][l][layer] for l in languages) / len(languages):.2f}" if languages else ""
    groups = [(key, languages) for key in ("pearson", "cosine") for languages in (tuned, others)]
    layers = len(next(iter(before["pearson"].values())))
    out += ["How alike parallel sentences are to their English in the residual stream, mean over the languages: Pearson's r of the first principal component's scores, "
            "and how much the cosine with the right English exceeds that with others (each language's mean taken away). Layer 0 is the embedding.",
            table(["layer", *(f"{name}, {which}, {when}" for name in ("r", "cosine") for which in ("tuned", "not tuned") for when in ("before", "after"))],
                  [[layer, *(mean(of, key, languages, layer) for key, languages in groups for of in (before, after))] for layer in range(layers)])]
    return "\n\n".join(out)


def of_this_model(parity: dict, measured: dict, weights: str | None) -> tuple[dict, dict]:
    """What was measured on the model that is in the bundle; the rest is named and left out."""
    of = measured.pop("of", {})
    kept = {part: found for part, found in measured.items() if of.get(part) == weights}
    for part in [*(measured.keys() - kept.keys()), *(["parity"] if parity and parity.get("of") != weights else [])]:
        print(f"{part} was measured on another model and is left out: run it again")
    return parity if parity.get("of") == weights else {}, kept


def merged(old: str, new: dict[str, str]) -> str:
    """The card from its sections by heading, "" being what stands before the first; what is not measured anew stays."""
    kept = dict.fromkeys(HEADINGS, "")
    for part in re.split(r"^(?=## )", old, flags=re.M):
        heading = part.split("\n", 1)[0][3:] if part.startswith("## ") else ""
        body = part.split("\n", 1)[1] if heading and "\n" in part else part
        if heading in kept:
            kept[heading] = body.strip()
    kept |= {heading: body.strip() for heading, body in new.items()}
    kept["Training text"] = relicensed(kept["Training text"])
    return "\n\n".join(f"## {heading}\n\n{body}" if heading else body for heading, body in kept.items() if body) + "\n"


def samples_section(samples: dict) -> str:
    out = ["Ten per language, temperature 0.8, top-k 40, as they came; the prompt is in bold."]
    for language, made in samples.items():
        escape = lambda t: " ".join(t.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
        out.append(f"<details><summary>{language}</summary>\n\n" + "\n".join(f"- **{escape(p)}** {escape(m)}" for p, m in made) + "\n\n</details>")
    return "\n\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--date", default="2026-11")
    parser.add_argument("--machine", default="2 CPU cores")
    args = parser.parse_args()
    bundle, work = ROOT / "media/models" / args.name, args.cache / "export" / args.name
    read = lambda path: json.loads(path.read_text()) if path.exists() else {}
    for needed, step in ((args.cache / "text/report.json", "prepare.py"), (bundle / "config.json", f"export.py --name {args.name}"),
                         (bundle / "training.json", f"export.py --name {args.name}")):
        if not needed.is_file():
            raise SystemExit(f"There is no {needed}: run training/{step} first.")
    report, parity, measured = read(args.cache / "text/report.json"), read(work / "parity.json"), read(work / "evaluation.json")
    config, trained = read(bundle / "config.json"), read(bundle / "training.json")
    parity, measured = of_this_model(parity, measured, trained.get("weights"))
    languages = [l for l in LANGUAGES if l in report["bytes"]]  # the order of every matrix
    d, wide, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    gate = {"relu": "ReLU", "silu": "SiLU"}[config["hidden_act"]]
    parameters = config["vocab_size"] * d + layers * (4 * d * d + 3 * d * wide + 2 * d) + d

    end = "`<\\|endoftext\\|>`"
    new = {"": f"""---
license: mit
language: [{", ".join(languages)}]
pipeline_tag: text-generation
library_name: onnx
tags: [multilingual, interpretability, language-specific-neurons, llama, onnx]
---

# {args.name}

A small causal language model of {len(languages)} languages, made to be looked into: it ships with Babelscope so that language-specific
neurons can be watched offline. **It is very small and was trained for some hours on {args.machine}**; it writes words, phrases and now and then a
sentence of its languages, not sense. Do not use it for anything but looking at how such a model works.

{table(["", ""], [
    ["architecture", f"LLaMA layout: RMSNorm, RoPE, gated MLP with **{gate}** gate, tied embeddings"],
    ["size", f"{parameters:,} parameters; {layers} layers, d_model {d}, d_mlp {wide}: {layers * wide:,} neurons"],
    ["vocabulary", f"{config['vocab_size']:,}, byte-level BPE over equal shares of text; {end} begins and ends documents"],
    ["context", f"{config['max_position_embeddings']} tokens"],
    ["trained", f"{args.date}, {args.machine}, {trained.get('tokens', 0):,} tokens in {trained.get('steps', 0):,} steps, {trained.get('minutes', 0)} minutes; Muon + AdamW"],
    ["file", "`onnx/model.onnx`: one graph with cache (a past of length 0 is the plain forward pass), int8 weights per output channel, fp32 arithmetic"],
])}

The recipe is in `training/`."""}
    if parity:
        new["Fidelity of the export"] = (f"""The fp32 export equals torch within {max(parity['fp32_max'], parity['fp32_cache_max']):.1e} (largest logit difference, whole prompts and token by token
through the cache). With int8 weights logits move by {parity['int8_mean']:.3f} on average and {parity['int8_max']:.2f} at most; held-out perplexity
changes by {100 * parity['perplexity_change']:+.3f} %. onnxruntime unpacks the weights once, at load, when the session option
`session.disable_quant_qdq` is `1`; otherwise at every run (about 6 ms more).""")
    if {"bits", "yardstick", "lape", "steering"} <= measured.keys():
        new["Goals and what came out"] = goals_section(measured, languages)
    if "bits" in measured and "yardstick" in measured:
        new["Held-out text"] = bits_section(measured["bits"], measured["yardstick"])
    if "lape" in measured:
        new["Language-specific neurons (LAPE)"] = lape_section(measured["lape"], languages)
    if "steering" in measured:
        new["Steering"] = steering_section(measured["steering"], languages)
    if "judge" in measured:
        new["Judged from outside"] = judge_section(measured["judge"])
    lead = read(work / "lead.json")
    if lead and lead.get("of") == trained.get("weights"):
        new["Where they lead"] = lead_section(lead)
    elif lead:
        print("lead was measured on another model and is left out: run it again")
    if "tuning" in measured:
        new["Tuned on question translation"] = tuning_section(measured["tuning"])
    if not report.get("heldout_only"):
        new["Training text"] = (f"""{sum(sum(b.values()) for b in report["bytes"].values()) / 1e6:.0f} MB after cleaning, dropping untranslated lines and deduplication, from Debian bookworm packages and Mozilla Common Voice;
every language is drawn equally often, up to half of it everyday sentences. See NOTICE for packages and licences.

{corpora_table(report)}

{left_out(report, trained.get("rules", 1))}""")
    if "samples" in measured:
        new["Samples"] = samples_section(measured["samples"])
    card = bundle / "README.md"
    card.write_text(merged(card.read_text("utf-8") if card.exists() else "", new), "utf-8")

    names = "\n".join(f"  {p} {v}" for p, v in sorted(report["packages"].items()))
    (bundle / "NOTICE").write_text(f"""{args.name}

The weights, configuration and tokenizer in this folder were made by the recipe in training/ and are offered under the
MIT licence of this repository, as far as their makers hold rights in them.

They were trained on the texts below, which remain under their own licences (several of them copyleft, and not all
compatible with one another). No text is included in this folder. Whether weights are a derived work of training text is
not settled everywhere; who needs certainty should train on the subset whose licence suits (training/corpora.py).

{left_out(report, trained.get("rules", 1))}

Common Voice sentence collections (server/data), Mozilla and contributors, CC0-1.0

Debian 12 packages, with the licence of the texts used, as each package's copyright file states it (read on 2026-11-25):
{chr(10).join(f"  {s.name}: {s.licence}" + (f" ({s.note})" if s.note else "") for s in SOURCES)}

Versions:
{names}
""", "utf-8")
    print(f"wrote {bundle.relative_to(ROOT)}/README.md and NOTICE")


if __name__ == "__main__":
    main()
