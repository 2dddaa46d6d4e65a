"""The whole recipe on toy data in about a minute: prepare, tokenise, train, export, parity, evaluate; then what is beside the way:
a visit to a GPU machine (on the CPU), restoring a checkpoint from a bundle, tuning on translation pairs.

    python training/smoke.py [--keep DIR]

Three invented languages, a two-layer model, twenty steps. Also holds `model.py` against transformers, and leaves
DIR/expected.json: what torch makes of some tokens, for the test that loads the export into the extension's engine.
Exits with 1 if any step fails or any logit differs by more than 1e-4.
"""

import argparse
import gzip
import json
import lzma
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

from judge_check import judged_samples

HERE = Path(__file__).parent
CONFIG = {
    "shape": {"vocab": 512, "d_model": 64, "layers": 2, "heads": 2, "d_mlp": 128, "context": 128, "act": "relu"},
    "tokens": 20 * 512, "tokens_per_step": 512, "tokens_at_once": 256, "short": 32, "shares": {"everyday": 0.4, "narrative": 0.3, "docs": 0.3},
    "mixed": 0.1, "epochs": 100,
    "lr_matrix": 0.003, "lr_other": 0.004, "weight_decay": 0.1, "warmup": 0.1, "decay": 0.3, "long": 0.2, "seed": 1,
}


def toy_sentences(folder: Path) -> None:
    """Sentences of invented words: each language draws on its own syllables."""
    syllables = {"en": "the an ing er on", "fr": "le eau oui que des", "de": "der ich sch ung ein"}
    for language, text in syllables.items():
        draw = random.Random(language)
        parts = text.split()
        word = lambda: "".join(draw.choices(parts, k=draw.randint(2, 3)))
        lines = [" ".join(word() for _ in range(draw.randint(6, 12))) for _ in range(600)]
        with gzip.open(folder / f"{language}.txt.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(lines))


def toy_texts(folder: Path, cache: Path) -> None:
    """A novel in German, one of whose lines and one of whose sentences are held out elsewhere."""
    known = (cache / "text/heldout/de.txt").read_text("utf-8").splitlines()
    draw = random.Random("novel")
    line = lambda: " ".join(draw.choices("derich schung einich schder ungein ichein".split(), k=14)) + "."
    documents = [[line() for _ in range(8)] for _ in range(60)]
    documents[0][3:5] = [known[0], f"{line()} {known[1]}. {line()}"]
    (folder / "eltec").mkdir(parents=True)
    with lzma.open(folder / "eltec/de.txt.xz", "wt", encoding="utf-8") as file:
        file.write("".join("\n".join(d) + "\n\n" for d in documents))


def kept_apart(cache: Path) -> None:
    """The novel is trained on as it stands, but for what is held out; some of it is held out itself."""
    parts = cache / "text/parts/de"
    train, heldout = ((parts / f"narrative.{side}.txt").read_text("utf-8").split() for side in ("train", "heldout"))
    assert train and heldout, "a side of the novel is empty"
    for line in (cache / "text/heldout/de.txt").read_text("utf-8").splitlines()[:2]:
        assert line not in (parts / "narrative.train.txt").read_text("utf-8"), f"{line} is trained on and measured"


def whole_characters(root: Path) -> None:
    """Every common character of Chinese is one token, alone, and the vocabulary has its size."""
    import tokenizer

    common = [chr(0x4E00 + 37 * i) for i in range(24)]
    draw, folder = random.Random(0), root / "characters/text/parts/zh"
    folder.mkdir(parents=True)
    lines = ["".join(draw.choices(common, k=20)) + " the ring 2024" for _ in range(300)]
    (folder / "everyday.train.txt").write_text("\n\n".join(lines), "utf-8")
    made = tokenizer.train(root / "characters", ["zh"], 295)
    assert made.get_vocab_size() == 295, made.get_vocab_size()
    ids = made.encode("".join(common), add_special_tokens=False).ids
    assert len(ids) == len(set(ids)) == len(common), "a character is not one token"
    assert made.decode(made.encode(lines[0]).ids) == lines[0]
    assert len(made.encode("2024", add_special_tokens=False).ids) == 4


def same_as_transformers(cache: Path, folder: Path) -> None:
    from transformers import LlamaForCausalLM

    from model import Llama, Shape

    state = torch.load(cache / "run/smoke/checkpoint.pt", weights_only=True)
    ours = Llama(Shape(**state["config"]["shape"]))
    ours.load_state_dict(state["model"])
    ids = torch.randint(0, CONFIG["shape"]["vocab"], (2, 48), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        distance = (ours(ids) - LlamaForCausalLM.from_pretrained(folder)(ids).logits).abs().max().item()
    print(f"model.py and transformers differ by at most {distance:.1e}")
    assert distance < 1e-4


def write_expected(cache: Path, file: Path) -> None:
    """Log-probability of each token given the begin token and those before it."""
    from transformers import LlamaForCausalLM

    folder = cache / "export/smoke"
    tokens = cache / "tokens/en.everyday.heldout.bin"
    ids = np.fromfile(tokens, dtype=np.uint16).astype(np.int64)[:48]
    with torch.no_grad():
        logits = LlamaForCausalLM.from_pretrained(folder / "hf")(torch.tensor([[0, *ids]])).logits[0, :-1]
    likely = logits.double().log_softmax(-1)[range(len(ids)), ids]
    expected = {"folder": str((folder / "fp32").resolve()), "ids": ids.tolist(), "logProbability": likely.tolist()}
    file.write_text(json.dumps(expected))


def same_muon() -> None:
    """The GPU's Muon against torch's, over a few steps."""
    import muon

    draw = torch.Generator().manual_seed(0)
    start = [torch.randn(shape, generator=draw) * 0.1 for shape in [(32, 32), (32, 32), (96, 32), (32, 96)]]
    gradients = [[torch.randn(w.shape, generator=draw) for w in start] for _ in range(3)]
    results = []
    for kind, more in ((muon.Muon, {}), (torch.optim.Muon, {"adjust_lr_fn": "match_rms_adamw"})):
        weights = [torch.nn.Parameter(w.clone()) for w in start]
        optimizer = kind(weights, lr=0.02, weight_decay=0.1, momentum=0.95, **more)
        for step in gradients:
            for w, g in zip(weights, step):
                w.grad = g.clone()
            optimizer.step()
        results.append([w.detach() for w in weights])
    for ours, torchs, before in zip(*results, start):
        distance = ((ours - torchs).norm() / (torchs - before).norm()).item()
        assert distance < 0.02, f"Muon's update of {tuple(ours.shape)} is {distance:.3f} away from torch's"
    print("muon.py computes what torch.optim.Muon does")


def all_of_the_export(folder: Path) -> None:
    """Every part was measured on what was exported last, and is there."""
    read = lambda name: json.loads((folder / name).read_text())
    measured, weights = read("evaluation.json"), read("exported.json")["weights"]
    assert measured["of"] == dict.fromkeys(["yardstick", "bits", "samples", "lape", "steering"], weights), measured["of"]
    assert measured["of"].keys() <= measured.keys() and read("parity.json")["of"] == weights


def same_with_past(cache: Path) -> None:
    """Sampling with a cache, rows of different lengths, draws what whole rows would."""
    import steer
    from generate import continuations
    from model import Llama, Shape

    state = torch.load(cache / "run/smoke/checkpoint.pt", weights_only=True)
    model = Llama(Shape(**state["config"]["shape"])).eval()
    model.load_state_dict(state["model"])
    prompts = [[0, 5, 6, 7, 300], [0, 9], [0, 17, 44, 3, 90, 8, 200, 31]]
    for strength in (0.0, 1.0):  # steered too: a changed block changes keys and values of the blocks behind it
        with steer.diff_mean(model, torch.linspace(-1, 1, CONFIG["shape"]["d_model"]), 0, strength):
            for prompt, made in zip(prompts, continuations(model, prompts, 12, top_k=1)):
                ids = list(prompt)
                for token in [*made, *([0] if len(made) < 12 else [])]:
                    scores = model(torch.tensor([ids]))[0, -1]
                    assert scores[token] > scores.max() - 1e-4, f"{token} after {ids} is not what the whole row gives"
                    ids.append(token)
    print("sampling with a cache gives what whole rows do")


def gpu_visit(cache: Path, root: Path) -> None:
    """configs/gpu.json has the neurons and the size that are wanted; a shrunk copy goes through pack, two commands and unpack."""
    import gpu
    from pack import pack_data, unpack

    config = json.loads((HERE / "configs/gpu.json").read_text())
    shape = config["shape"]
    d, wide, layers = shape["d_model"], shape["d_mlp"], shape["layers"]
    size = shape["vocab"] * d + layers * (4 * d * d + 3 * d * wide)
    assert 6 <= wide / d <= 8 and layers * wide >= 25_000 and d // shape["heads"] % 16 == 0, "the GPU's shape has too few neurons"
    assert 40e6 <= size <= 43e6, f"{size:,} parameters: the bundle would not stay below 60 MB"
    config["shape"] = shape | {"vocab": 512, "d_model": 16 * shape["heads"], "d_mlp": 112 * shape["heads"], "layers": 2, "context": 64}
    config |= {"tokens": 4 * 1024, "tokens_per_step": 1024, "tokens_at_once": 512, "short": 32, "epochs": 100}
    small = root / "gpu.json"
    small.write_text(json.dumps(config))

    # the data in two journeys; with one of them alone nothing is trained
    journeys, halves = [root / "gpu-data-1", root / "gpu-data-2"], [root / "gpu-first", root / "gpu-second"]
    for data, languages in zip(journeys, (["en", "fr"], ["de"])):
        found = pack_data(cache, data, 8_000, languages)
        assert found["parts"] == len(list(data.glob("data.tar.xz.*"))) > 1, found
    try:
        gpu.main(["--data", str(journeys[0]), "--out", str(halves[0]), "--minutes", "1", "--cache", str(root / "gpu-cache-0"), "--config", str(small)])
    except SystemExit as error:
        assert "no tokens of de" in str(error), error
    else:
        raise AssertionError("trained without a language")
    common = ["--data", *map(str, journeys), "--config", str(small), "--minutes", "60", "--eager", "--part-megabytes", "0.5"]
    # a command that may take no time at all stops before its first step; the next machine knows only what it left
    gpu.main([*common, "--cache", str(root / "gpu-cache-1"), "--out", str(halves[0]), "--stop-after", "0"])
    gpu.main([*common, "--cache", str(root / "gpu-cache-2"), "--out", str(halves[1]), "--resume", str(halves[0])])
    unpack(halves[1], root / "gpu-cache-3")
    state = torch.load(root / "gpu-cache-3/run/gpu/checkpoint.pt", weights_only=True)
    assert state["tokens"] == config["tokens"] and state["step"] == 4, state["step"]
    changed = next(halves[1].glob("result.tar.xz.*"))
    changed.write_bytes(changed.read_bytes()[:-1])
    try:
        unpack(halves[1], root / "gpu-cache-4")
    except ValueError as error:
        print(f"a changed part is refused: {error}")
    else:
        raise AssertionError("a changed part was unpacked")


def restored(cache: Path, bundle: Path, target: Path) -> None:
    """A checkpoint out of the bundle computes what the bundle does."""
    from checkpoint import identity, load
    from model import Llama, Shape
    from parity import Graph
    from restore import restore

    state = restore(bundle)
    model = Llama(Shape(**state["config"]["shape"]))
    model.load_state_dict(state["model"])
    ids = np.fromfile(cache / "tokens/en.everyday.heldout.bin", dtype=np.uint16).astype(np.int64)[:48]
    graph = Graph(bundle / "onnx/model.onnx", unpacked=True)
    with torch.no_grad():
        distance = np.abs(model(torch.from_numpy(ids[None]))[0].numpy() - graph.run(ids, graph.empty())[0]).max()
    assert distance < 1e-4, distance
    assert state["tokens"] == CONFIG["tokens"], state["tokens"]
    exported, weight = identity(load(cache / "run/smoke/checkpoint.pt")), next(iter(state["model"]))
    assert identity(state) == exported, "a restored checkpoint is not named as what it was exported from"
    assert identity(state | {"model": state["model"] | {weight: state["model"][weight] + 1}}) != exported
    torch.save(state, target)
    print(f"the restored checkpoint and the bundle differ by at most {distance:.1e}")


def resumed(cache: Path, root: Path) -> None:
    """A widened model keeps its history when its run is resumed by a command that does not name the beginning."""
    import train

    config = root / "wider.json"
    wider = CONFIG | {"shape": CONFIG["shape"] | {"d_mlp": 160}, "tokens": 4 * 512}
    common = ["--config", str(config), "--cache", str(cache), "--eager", "--workers", "1"]
    config.write_text(json.dumps(wider))
    train.main([*common, "--from", str(root / "restored.pt")])
    config.write_text(json.dumps(wider | {"tokens": 8 * 512}))
    train.main(common)
    state = torch.load(cache / "run/wider/checkpoint.pt", weights_only=True)
    assert state["tokens"] == 8 * 512 and state["before"]["tokens"] == CONFIG["tokens"], (state["tokens"], state["before"])
    try:
        train.main([*common[:-1], "2"])
    except SystemExit as error:
        print(f"another number of workers is refused: {error}")
    else:
        raise AssertionError("a run was resumed by more workers than it was begun with")


def averaged(cache: Path, root: Path) -> None:
    """The mean of two checkpoints lies between them, with the history of the first."""
    import average
    from checkpoint import load, trained

    run = cache / "run/wider"
    earlier = load(run / "checkpoint.pt")
    torch.save(earlier | {"model": {n: w + 1 for n, w in earlier["model"].items()}}, root / "earlier.pt")
    average.main(["--of", str(run / "checkpoint.pt"), "--and", str(root / "earlier.pt"), "--weight", "0.25"])
    found = load(run / "averaged.pt")
    assert trained(found) == trained(earlier) and not found["optimizers"]
    assert all(torch.allclose(w, earlier["model"][n] + 0.25, atol=1e-6) for n, w in found["model"].items())


def toy_catalogues(cache: Path) -> None:
    """Prepared sentences of two languages as entries of a catalogue, in the place of a package that has one."""
    lines = {(l, s): (cache / f"text/{s}/{l}.txt").read_text("utf-8").splitlines() for l in ("en", "fr", "de") for s in ("train", "heldout")}
    folder = cache / "packages/supertux-data/usr/share/games/supertux2/locale"
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("fr", "de"):
        entries = [f'msgid "{a}"\nmsgstr "{b}"\n' for s in ("train", "heldout") for a, b in zip(lines["en", s], lines[language, s])]
        # one across the split: nobody may tune on it or be measured by it
        entries.append(f'msgid "{lines["en", "train"][-1]}"\nmsgstr "{lines[language, "heldout"][-1]}"\n')
        # and an English line of no known side, which would be on the translation's in each language
        strange = " ".join(reversed(lines["en", "train"][0].split()))
        entries.append(f'msgid "{strange}"\nmsgstr "{lines[language, "train" if language == "fr" else "heldout"][-2]}"\n')
        (folder / f"{language}.po").write_text("\n".join(entries), "utf-8")


def tuned(cache: Path, checkpoint: Path) -> None:
    """Pairs, tuning in both ways, comparison: the loss on held-out pairs of a tuned language falls."""
    import compare
    import pairs
    import tune

    toy_catalogues(cache)
    pairs.main(["--cache", str(cache)])
    heldout, train = (tune.read(cache, side, "fr") for side in ("heldout", "train"))
    prepared = {side: set((cache / f"text/{side}/fr.txt").read_text("utf-8").splitlines()) for side in ("heldout", "train")}
    assert len(train) > 300 and all(p["text"] in prepared["train"] for p in train), len(train)
    english = {side: {p["english"] for l in ("fr", "de") for p in tune.read(cache, side, l)} for side in ("heldout", "train")}
    assert not english["heldout"] & english["train"], "an English line is both tuned on and measured"
    assert len(heldout) >= 10 and all(p["text"] in prepared["heldout"] for p in heldout), len(heldout)
    for name, more in (("low-rank", ["--lora", "4", "--tokens", "4000"]), ("full", ["--tokens", "10000", "--rate", "0.004"])):
        tune.main(["--from", str(checkpoint), "--languages", "fr", "--cache", str(cache), "--name", name, "--threads", "1", *more])
    compare.main(["--name", "smoke", "--before", str(checkpoint), "--after", str(cache / "tuned/full.pt"), "--cache", str(cache),
                  "--tokens", "256", "--pairs", "40", "--threads", "1"])
    measured = json.loads((cache / "export/smoke/evaluation.json").read_text())["tuning"]
    before, after = measured["before"]["loss"]["fr"], measured["after"]["loss"]["fr"]
    assert after < before - 0.1, (before, after)
    assert all(-1 <= r <= 1 for r in measured["after"]["pearson"]["de"])
    states = [torch.load(f, weights_only=True)["model"] for f in (checkpoint, cache / "tuned/low-rank.pt")]
    moved = {name.split(".")[-2] for name, w in states[1].items() if not torch.equal(w, states[0][name])}
    assert moved == {"q_proj", "v_proj"}, moved
    print(f"tuning: {before} -> {after} nats a token")


def compared_gates(cache: Path, root: Path) -> None:
    """ReLU and SiLU on the toy: the same tokens, and neurons of every language to switch off."""
    import gates

    config = root / "toy.json"
    config.write_text(json.dumps(CONFIG | {"tokens": 4 * 512}))
    gates.main(["--config", str(config), "--cache", str(cache), "--counted", "1024", "--rows", "2", "--heldout", "256", "--threads", "1", "--eager"])
    found = json.loads((cache / "gates/toy.json").read_text())
    assert found["relu"]["tokens"] == found["silu"]["tokens"] == 4 * 512, found
    assert all(m["selected"] > 0 and m["languages"] == 3 and 0 < m["active"] < 1 for m in found.values()), found
    assert found["relu"]["bits"] != found["silu"]["bits"], "both gates computed the same"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, help="work here and leave everything in place")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = args.keep or Path(temporary)
        voices, cache, bundle = root / "sentences", root / "cache", root / "bundle"
        voices.mkdir(parents=True, exist_ok=True)
        toy_sentences(voices)
        config = root / "smoke.json"
        config.write_text(json.dumps(CONFIG))
        step = lambda script, *more: subprocess.run([sys.executable, HERE / script, "--cache", cache, *more], check=True)
        step("prepare.py", "--smoke", "--common-voice", voices, "--languages", "en", "fr", "de")
        toy_texts(root / "texts", cache)
        step("prepare.py", "--smoke", "--common-voice", voices, "--texts", root / "texts", "--languages", "en", "fr", "de")
        kept_apart(cache)
        whole_characters(root)
        step("tokenizer.py", "--vocab", "512")
        step("train.py", "--config", config, "--eager", "--workers", "3")  # four rows a step: not the same for each
        step("export.py", "--name", "smoke", "--checkpoint", cache / "run/smoke/checkpoint.pt", "--out", bundle)
        step("parity.py", "--name", "smoke", "--bundle", bundle)
        step("evaluate.py", "--name", "smoke", "--common-voice", voices, "--quick", "--threads", "1")
        all_of_the_export(cache / "export/smoke")
        same_as_transformers(cache, cache / "export/smoke/hf")
        write_expected(cache, root / "expected.json")
        judged_samples(cache)
        torch.set_num_threads(1)  # toy matrices: threads would only wait for each other
        same_muon()
        same_with_past(cache)
        restored(cache, bundle, root / "restored.pt")
        resumed(cache, root)
        averaged(cache, root)
        tuned(cache, root / "restored.pt")
        gpu_visit(cache, root)
        compared_gates(cache, root)
    print("smoke test passed")


if __name__ == "__main__":
    main()
