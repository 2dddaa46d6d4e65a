"""The whole visit to a machine with a GPU in one command: unpack, train for as long as is left, pack the result.

    python training/gpu.py --data FOLDER … --out FOLDER --minutes 25 [--stop-after 9] [--config training/configs/gpu.json]

Needs torch and numpy only, and no network. `--minutes` is for the whole training; where a command may not run that long,
give `--stop-after` and run the same command again until it says that the training is complete. On a machine that keeps
nothing between commands, hand OUT of the last command to the next as `--resume`; its parts are of at most 15 MB.
DATA may be several folders, for data that was carried in several journeys (`pack.py data --languages`): training begins only
when every language of text/report.json is there.
Exits 0 with "complete" or "to be continued" as its last line.
"""

import argparse
import json
from pathlib import Path

import torch

import train
from pack import pack_result, unpack

HERE = Path(__file__).parent


def lacking(cache: Path) -> list[str]:
    """Languages that were prepared and whose tokens are not in the cache; a model that lacks one is worth no minute of a GPU."""
    report = cache / "text/report.json"
    if not report.is_file():
        return ["any language"]
    return [l for l in json.loads(report.read_text())["bytes"] if not any(cache.glob(f"tokens/{l}.*.train.bin"))]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="what training/pack.py data wrote")
    parser.add_argument("--out", type=Path, required=True, help="the result goes here, in parts")
    parser.add_argument("--minutes", type=float, required=True, help="the whole training's time, over all commands")
    parser.add_argument("--stop-after", type=float, help="minutes of this command")
    parser.add_argument("--resume", type=Path, help="OUT of the command before, where the cache is gone")
    parser.add_argument("--config", type=Path, default=HERE / "configs/gpu.json")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache")
    parser.add_argument("--part-megabytes", type=float, default=15)
    parser.add_argument("--eager", action="store_true", help="no torch.compile")
    args = parser.parse_args(argv)
    checkpoint = args.cache / "run" / args.config.stem / "checkpoint.pt"
    try:
        if lacking(args.cache):
            for folder in args.data:
                unpack(folder, args.cache)
        if args.resume and not checkpoint.exists():
            unpack(args.resume, args.cache)
    except ValueError as error:
        raise SystemExit(str(error))

    if missing := lacking(args.cache):
        raise SystemExit(f"The data has no tokens of {', '.join(missing)}: give every folder that pack.py wrote. Nothing was trained.")
    command = ["--config", str(args.config), "--cache", str(args.cache), "--minutes", str(args.minutes), "--workers", "1"]
    command += ["--stop-after", str(args.stop_after)] if args.stop_after is not None else []
    command += ["--eager"] if args.eager else []
    train.main(command)

    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    complete = max(state["tokens"] / state["config"]["tokens"], state["seconds"] / 60 / args.minutes) >= 1
    found = pack_result(args.cache, args.config.stem, args.out, int(args.part_megabytes * 1e6), resumable=not complete)
    print(json.dumps({"tokens": state["tokens"], "minutes": round(state["seconds"] / 60, 1), "parts": found["parts"],
                      "megabytes": round(found["bytes"] / 1e6, 2)}))
    print("complete" if complete else "to be continued: run the same command again")


if __name__ == "__main__":
    main()
