"""Carry data to another machine and results back: one archive, in parts where files must be small.

    python training/pack.py data   --to FOLDER [--languages en zh …] [--cache training/.cache] [--part-megabytes 15]
    python training/pack.py result --to FOLDER --config gpu [--resumable]
    python training/pack.py unpack FOLDER [--cache training/.cache]

`data` is what training reads: token files, tokenizer, the report of the corpora. `result` is a run's log and its
checkpoint; without the optimizers' state and with its matrices in half precision, which int8 rounds off hundreds of times
as coarsely, unless `--resumable`. Both write FOLDER/<what>.json (size and SHA-256 of the
archive) and FOLDER/<what>.tar.xz.000, .001, …; `unpack` puts them together, checks the sum and writes into the cache.
"""

import argparse
import hashlib
import io
import json
import lzma
import tarfile
from pathlib import Path

DATA = ["tokenizer/*", "text/report.json"]


class Parts(io.RawIOBase):
    """A file that is written as several of at most `size` bytes."""

    def __init__(self, stem: Path, size: int):
        self.stem, self.size, self.count, self.written = stem, size, 0, 0
        self.hash, self.total, self.file = hashlib.sha256(), 0, None

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        view = memoryview(data)
        self.hash.update(view)
        self.total += len(view)
        left = view
        while len(left):
            if self.file is None or self.written == self.size:
                self.finish()
                self.file, self.written = open(f"{self.stem}.{self.count:03}", "wb"), 0
                self.count += 1
            part = left[: self.size - self.written]
            self.file.write(part)
            self.written += len(part)
            left = left[len(part):]
        return len(view)

    def finish(self) -> None:
        if self.file:
            self.file.close()
        self.file = None


def pack(what: str, files: dict[str, Path], folder: Path, part: int, preset: int) -> dict:
    """files: name in the archive -> path; preset: xz's effort, 0…9. Stale parts of an earlier archive are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{what}.tar.xz.*"):
        stale.unlink()
    parts = Parts(folder / f"{what}.tar.xz", part)
    with lzma.open(parts, "wb", preset=preset) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        for name, path in sorted(files.items()):
            info = tar.gettarinfo(path, name)
            # the same files give the same archive
            info.mtime, info.uid, info.gid, info.uname, info.gname, info.mode = 0, 0, 0, "", "", 0o644
            with open(path, "rb") as file:
                tar.addfile(info, file)
    parts.finish()
    found = {"parts": parts.count, "bytes": parts.total, "sha256": parts.hash.hexdigest()}
    (folder / f"{what}.json").write_text(json.dumps(found) + "\n")
    return found


def unpack(folder: Path, cache: Path) -> list[str]:
    """Every archive in the folder, into the cache; returns the names written. Raises ValueError where a part is missing or changed."""
    names = []
    for manifest in sorted(folder.glob("*.json")):
        said = json.loads(manifest.read_text())
        pieces = [folder / f"{manifest.stem}.tar.xz.{i:03}" for i in range(said["parts"])]
        missing = [p.name for p in pieces if not p.exists()]
        if missing:
            raise ValueError(f"{folder} lacks {', '.join(missing)}: copy the whole folder.")
        data = b"".join(p.read_bytes() for p in pieces)
        if hashlib.sha256(data).hexdigest() != said["sha256"]:
            raise ValueError(f"{manifest.stem} in {folder} is not what was packed: copy the folder again.")
        with tarfile.open(fileobj=io.BytesIO(lzma.decompress(data))) as tar:
            tar.extractall(cache, filter="data")
            names += tar.getnames()
    if not names:
        raise ValueError(f"{folder} holds nothing packed: make it with training/pack.py data --to {folder}.")
    return names


def pack_data(cache: Path, folder: Path, part: int, languages: list[str] | None = None) -> dict:
    """Of all languages, or of some where one journey cannot carry all."""
    tokens = [f"tokens/{l}.*.bin" for l in languages or ["*"]]
    files = {str(p.relative_to(cache)): p for pattern in [*DATA, *tokens] for p in cache.glob(pattern)}
    if not any(name.startswith("tokens/") for name in files):
        raise ValueError(f"{cache} has no token files: run training/prepare.py and training/tokenizer.py first.")
    return pack("data", files, folder, part, preset=1)  # a tenth larger than with 9, in a fraction of the time


def pack_result(cache: Path, config: str, folder: Path, part: int, resumable: bool) -> dict:
    """The checkpoint of `config` and its log."""
    import torch  # the rest of this file runs without it

    run = cache / "run" / config
    checkpoint = run / "checkpoint.pt"
    if not checkpoint.is_file():
        raise ValueError(f"There is no {checkpoint}: nothing was trained with the configuration {config}.")
    if not resumable:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        checkpoint = run / "checkpoint.light"
        weights = {n: w.half() if w.ndim == 2 else w for n, w in state["model"].items()}
        torch.save(state | {"model": weights, "optimizers": []}, checkpoint)
    found = pack("result", {f"run/{config}/checkpoint.pt": checkpoint, f"run/{config}/log.jsonl": run / "log.jsonl"}, folder, part,
                 preset=0)  # weights hardly shrink, and the machine may be waiting
    if not resumable:
        checkpoint.unlink()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["data", "result", "unpack"])
    parser.add_argument("folder", nargs="?", type=Path, help="unpack: where the parts lie")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache")
    parser.add_argument("--languages", nargs="+", help="data: only these")
    parser.add_argument("--config", default="gpu")
    parser.add_argument("--resumable", action="store_true", help="whole, with the optimizers' state: about six times the size")
    parser.add_argument("--part-megabytes", type=float, default=15)
    args = parser.parse_args()
    folder, part = args.to or args.folder, int(args.part_megabytes * 1e6)
    if folder is None:
        parser.error("name a folder: --to FOLDER, or unpack FOLDER")
    try:
        if args.what == "unpack":
            print(f"unpacked {len(unpack(folder, args.cache))} files")
        else:
            found = pack_data(args.cache, folder, part, args.languages) if args.what == "data" else \
                pack_result(args.cache, args.config, folder, part, args.resumable)
            print(json.dumps({"folder": str(folder), "parts": found["parts"], "megabytes": round(found["bytes"] / 1e6, 2)}))
    except ValueError as error:
        raise SystemExit(str(error))


if __name__ == "__main__":
    main()
