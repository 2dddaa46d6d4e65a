"""The token ids that the original tokenizer library gives.

Reads {"components": {name: tokenizer.json}, "texts": [text]} and writes {name: [ids of each text]}; null where the library
itself fails on a text. Control tokens in a text are text.
"""

import json
import sys

from tokenizers import Tokenizer


def encode(tokenizer, text):
    try:
        return tokenizer.encode(text, add_special_tokens=False).ids
    except BaseException as failure:  # a panic of Rust is no Exception
        if type(failure).__name__ != "PanicException":
            raise
        return None


def main():
    job = json.load(sys.stdin)
    result = {}
    for name, description in job["components"].items():
        tokenizer = Tokenizer.from_str(json.dumps(description))
        tokenizer.encode_special_tokens = True
        result[name] = [encode(tokenizer, text) for text in job["texts"]]
    json.dump(result, sys.stdout)


main()
