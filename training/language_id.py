"""A small language identifier: naive Bayes over character trigrams, learnt from Common Voice.

Used to drop untranslated lines from the corpora and, in `evaluate.py`, to judge continuations.
Trigrams are hashed into 2^16 buckets; the score of a text is [language] mean log-probability.
"""

import re

import numpy as np

BUCKETS = 1 << 16
_SCRIPTS = {
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ja": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
}
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_LETTER = re.compile(r"[^\W\d_]")


def script_share(text: str, language: str) -> float:
    """Share of letters in the language's own script; 0…1. Latin languages: letters of no other script."""
    letters = len(_LETTER.findall(text)) or 1
    if language in _SCRIPTS:
        return len(_SCRIPTS[language].findall(text)) / letters
    foreign = sum(len(_SCRIPTS[k].findall(text)) for k in ("ja", "ru", "ar", "hi"))
    return 1 - foreign / letters


def _hashes(text: str) -> np.ndarray:
    codes = np.frombuffer(f" {text.lower()} ".encode("utf-32-le"), dtype=np.uint32)
    # digits and punctuation say nothing about a language
    codes = np.where(codes < 65, 32, codes).astype(np.uint64)
    h = codes[:-2] * np.uint64(0x9E3779B1) ^ codes[1:-1] * np.uint64(0x85EBCA77) ^ codes[2:] * np.uint64(0xC2B2AE3D)
    return ((h >> np.uint64(7)) % np.uint64(BUCKETS)).astype(np.int64)


class LanguageId:
    def __init__(self, languages: list[str], log_p: np.ndarray):
        self.languages, self.log_p = languages, log_p  # log_p [bucket, language]

    @classmethod
    def learn(cls, samples: dict[str, list[str]], limit: int = 200_000) -> "LanguageId":
        """`limit` characters per language, so that a rich one has no finer statistics than a thin one."""
        columns = []
        for lines in samples.values():
            text, size = [], 0
            for line in lines:
                text.append(line)
                size += len(line)
                if size > limit:
                    break
            counts = np.bincount(_hashes(" ".join(text)), minlength=BUCKETS) + 0.1
            columns.append(np.log(counts / counts.sum()))
        return cls(list(samples), np.stack(columns, 1).astype(np.float32))

    def scores(self, text: str) -> np.ndarray:
        return self.log_p[_hashes(text)].mean(0)

    def __call__(self, text: str) -> str:
        """The most likely language; script decides where it can, trigrams decide the rest."""
        if _KANA.search(text) and script_share(text, "ja") > 0.5:
            return "ja"
        for language in ("zh", "ru", "ar", "hi"):
            if language in self.languages and script_share(text, language) > 0.5:
                return language
        return self.languages[int(self.scores(text).argmax())]

    def accepts(self, text: str, language: str) -> bool:
        """Is a line of a corpus in the language it claims? Technical terms may be Latin."""
        if language in ("ru", "ar"):
            return script_share(text, language) > 0.55
        if language == "ja":
            return len(_KANA.findall(text)) >= 2 and script_share(text, "ja") > 0.5
        if language == "zh":
            return not _KANA.search(text) and script_share(text, "zh") > 0.5
        return script_share(text, language) > 0.97 and self(text) == language
