"""Renders the templates on standard input as Transformers does, each to its text or to null where that fails."""

import json
import sys

from transformers.utils.chat_template_utils import render_jinja_template

given = json.load(sys.stdin)
texts = []
for template in given["templates"]:
    try:
        [text], _ = render_jinja_template(
            conversations=[[{"role": "user", "content": given["said"]}]],
            chat_template=template,
            add_generation_prompt=True,
            bos_token="<s>",
            eos_token="</s>",
        )
        # What it says of where it is in memory differs from run to run.
        texts.append(None if " at 0x" in text else text)
    except Exception:  # Whatever a template does wrong.
        texts.append(None)
json.dump(texts, sys.stdout)
