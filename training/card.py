"""Write the model card and the notice of a bundle from what was measured.

    python training/card.py --name babelscope-10l [--cache training/.cache] [--date 2026-11] [--machine "2 CPU cores"]

Reads text/report.json, export/<name>/{parity,evaluation}.json and the bundle's config. Nothing is typed by hand.
"""

import argparse
import json
from pathlib import Path

from corpora import LANGUAGES, SOURCES

ROOT = Path(__file__).parent.parent


def table(head: list[str], rows: list[list]) -> str:
    line = lambda cells: "| " + " | ".join(str(c) for c in cells) + " |"
    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def corpora_table(report: dict) -> str:
    rows = [["Common Voice sentences", "CC0-1.0", *_sizes(report, "common-voice")]]
    rows += [[s.name, s.licence, *_sizes(report, s.name)] for s in SOURCES]
    return table(["source", "licence", "languages", "MB of text"], [r for r in rows if r[-1] != "0.00"])


def _sizes(report: dict, source: str) -> list[str]:
    sizes = {l: b[source] for l, b in report["bytes"].items() if b.get(source)}
    return [" ".join(sizes), f"{sum(sizes.values()) / 1e6:.2f}"]


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
           "of the row's language are set to 0. *random* is an equally large random set of the same layers, measured on the row's language."]
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
    out = [f"Continuations of neutral prompts, judged by a character-trigram identifier (script where it decides). Unsteered, "
           f"{100 * steering['plain']['mean']:.1f} % land in a given other language; "
           f"{100 * sum(steering['plain']['own_language'].values()) / len(languages):.0f} % in the prompt's own. Their perplexity under the "
           f"model is {steering['plain']['perplexity']}."]
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


def goals_section(measured: dict) -> str:
    """What was aimed at and what came out, so that nobody has to find the misses in the tables."""
    out = []
    if "bits" in measured and "yardstick" in measured:
        gain = {l: 1 - v["all"] / measured["yardstick"][l]["ppmd5"] for l, v in measured["bits"].items()}
        met = [l for l, g in gain.items() if g >= 0.25]
        out.append(f"at least 25 % fewer bits than PPMd of order 5 in every language: reached in {len(met)} of {len(gain)} ({', '.join(met)}), "
                   f"the others have {100 * min(gain.values()):.0f} % or more; PPMd with longer contexts, which recalls the manuals' recurring phrases, "
                   f"is better in {sum(v['all'] > measured['yardstick'][l]['ppmd16'] for l, v in measured['bits'].items())}.")
    for top, found in measured.get("lape", {}).get("top", {}).items():
        size = len(found["matrix"])
        threefold = sum(found["matrix"][k][k] >= 3 * abs(found["random"][k]) for k in range(size))
        out.append(f"top rate {float(top) * 100:.0f} %: switching off a language's neurons hurts it most in {found['row_maximum_on_diagonal']} of {size} rows "
                   f"and {found['column_maximum_on_diagonal']} columns; at least three times as much as a random set in {threefold}.")
    if "steering" in measured:
        steering = measured["steering"]
        best, own = steering["diffmean"], steering["plain"]["perplexity"]
        out.append(f"at least 80 % of steered continuations in the target language: {100 * best['mean']:.0f} % by DiffMean ({100 * steering['lape']['mean']:.0f} % by LAPE), "
                   f"unsteered {100 * steering['plain']['mean']:.1f} % (goal at most 5 %); their perplexity is {best['perplexity'] / own:.1f} times that of the model's own text (goal below 3).")
    return "\n".join(f"- {line[0].upper()}{line[1:]}" for line in out)


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
    report, parity, measured = read(args.cache / "text/report.json"), read(work / "parity.json"), read(work / "evaluation.json")
    config = read(bundle / "config.json")
    languages = [l for l in LANGUAGES if l in report["bytes"]]  # the order of every matrix
    d, wide, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    parameters = config["vocab_size"] * d + layers * (4 * d * d + 3 * d * wide + 2 * d) + d
    trained = measured.get("trained", {})

    end = "`<\\|endoftext\\|>`"
    sections = [f"""---
license: mit
language: [{", ".join(languages)}]
pipeline_tag: text-generation
library_name: onnx
tags: [multilingual, interpretability, language-specific-neurons, llama, onnx]
---

# {args.name}

A small causal language model of {len(languages)} languages, made to be looked into: it ships with Babelscope so that language-specific
neurons can be watched offline. **It is an early checkpoint trained on {args.machine}**; it writes words and short phrases of its
languages, not sense. Do not use it for anything but looking at how such a model works.

{table(["", ""], [
    ["architecture", f"LLaMA layout: RMSNorm, RoPE, gated MLP with **ReLU** gate, tied embeddings"],
    ["size", f"{parameters:,} parameters; {layers} layers, d_model {d}, d_mlp {wide}: {layers * wide:,} neurons"],
    ["vocabulary", f"{config['vocab_size']:,}, byte-level BPE over equal shares of text; {end} begins and ends documents"],
    ["context", f"{config['max_position_embeddings']} tokens"],
    ["trained", f"{args.date}, {args.machine}, {trained.get('tokens', 0):,} tokens in {trained.get('steps', 0):,} steps, {trained.get('minutes', 0)} minutes; Muon + AdamW"],
    ["file", "`onnx/model.onnx`: one graph with cache (a past of length 0 is the plain forward pass), int8 weights per output channel, fp32 arithmetic"],
])}

The recipe is in `training/`."""]
    if parity:
        sections.append(f"""## Fidelity of the export

The fp32 export equals torch within {max(parity['fp32_max'], parity['fp32_cache_max']):.1e} (largest logit difference, whole prompts and token by token
through the cache). With int8 weights logits move by {parity['int8_mean']:.3f} on average and {parity['int8_max']:.2f} at most; held-out perplexity
changes by {100 * parity['perplexity_change']:+.3f} %. onnxruntime unpacks the weights once, at load, when the session option
`session.disable_quant_qdq` is `1`; otherwise at every run (about 6 ms more).""")
    if measured:
        sections.append("## Goals and what came out\n\n" + goals_section(measured))
    if "bits" in measured and "yardstick" in measured:
        sections.append("## Held-out text\n\n" + bits_section(measured["bits"], measured["yardstick"]))
    if "lape" in measured:
        sections.append("## Language-specific neurons (LAPE)\n\n" + lape_section(measured["lape"], languages))
    if "steering" in measured:
        sections.append("## Steering\n\n" + steering_section(measured["steering"], languages))
    sections.append(f"""## Training text

{sum(sum(b.values()) for b in report["bytes"].values()) / 1e6:.0f} MB after cleaning, dropping untranslated lines and deduplication, from Debian bookworm packages and Mozilla Common Voice;
every language is drawn equally often, up to half of it everyday sentences. See NOTICE for packages and licences.

{corpora_table(report)}""")
    if "samples" in measured:
        sections.append("## Samples\n\n" + samples_section(measured["samples"]))
    (bundle / "README.md").write_text("\n\n".join(sections) + "\n", "utf-8")

    names = "\n".join(f"  {p} {v}" for p, v in sorted(report["packages"].items()))
    (bundle / "NOTICE").write_text(f"""{args.name}

The weights, configuration and tokenizer in this folder were made by the recipe in training/ and are offered under the
MIT licence of this repository, as far as their makers hold rights in them.

They were trained on the texts below, which remain under their own licences (several of them copyleft, and not all
compatible with one another). No text is included in this folder. Whether weights are a derived work of training text is
not settled everywhere; who needs certainty should train on the subset whose licence suits (training/corpora.py).

Common Voice sentence collections (server/data), Mozilla and contributors, CC0-1.0

Debian 12 packages, with the licence of the texts used:
{chr(10).join(f"  {s.name}: {s.licence}" for s in SOURCES)}

Versions:
{names}
""", "utf-8")
    print(f"wrote {bundle.relative_to(ROOT)}/README.md and NOTICE")


if __name__ == "__main__":
    main()
