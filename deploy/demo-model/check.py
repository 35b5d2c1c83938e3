"""Checks the exported tokenizer: Hugging Face's library and chat template must give the ids that training used."""

import sys

from jinja2 import Environment
from tokenizers import Tokenizer

from heldout import TASKS, cases
from tokenizer import BOS, CHAT_TEMPLATE
from vocabulary import load


def main(folder):
    ours, published = load(), Tokenizer.from_file(f"{folder}/tokenizer.json")
    template = Environment(trim_blocks=True, lstrip_blocks=True).from_string(CHAT_TEMPLATE)
    for task in TASKS:
        for ids, _ in cases(ours, task, 512, 8):
            content = ours.decode(ids[5:-5]).strip()
            text = template.render(messages=[{"role": "user", "content": content}], bos_token=BOS)
            assert published.encode(text, add_special_tokens=False).ids == ids, (task, text)
    for text in ("naïve Zorblax über 12345!\n\n  x", "  two  spaces\tand tabs\r\n", "日本語 and emoji 🙂"):
        ids = published.encode(text, add_special_tokens=False).ids
        assert published.decode(ids) == text, text
    print("tokenizer ok:", published.get_vocab_size(), "tokens")


if __name__ == "__main__":
    main(sys.argv[1])
