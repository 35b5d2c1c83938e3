"""Checks the exported tokenizer: Hugging Face's library and chat template must give the ids that training used."""

import json
import sys
from pathlib import Path

from jinja2 import Environment
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from architectures import of_checkpoint
from bytepairs import PATTERN
from heldout import TASKS, cases
from rows import Layout
from vocabulary import load


def opened(folder, config):
    """The folder's tokenizer: tokenizer.json, or vocab.json and merges.txt read as Qwen2's tokenizer is."""
    if (folder / "tokenizer.json").exists():
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(PATTERN), "isolated"), level])
    tokenizer.decoder = decoders.ByteLevel()
    for number, token in config["added_tokens_decoder"].items():
        tokenizer.add_special_tokens([AddedToken(token["content"], special=True, normalized=False)])
        assert tokenizer.token_to_id(token["content"]) == int(number), token
    return tokenizer


def main(folder):
    config = json.loads((folder / "tokenizer_config.json").read_text())
    ours, published = load(of_checkpoint(folder).chat), opened(folder, config)
    layout = Layout(ours, None, [])
    template = Environment(trim_blocks=True, lstrip_blocks=True).from_string(config["chat_template"])
    for task in TASKS:
        for ids, _ in cases(ours, task, 512, 8):
            content = ours.decode(ids[len(layout.opening):-len(layout.to_answer)]).strip()
            messages = [{"role": "user", "content": content}]
            text = template.render(messages=messages, add_generation_prompt=True, bos_token=config["bos_token"])
            assert published.encode(text, add_special_tokens=False).ids == ids, (task, text)
    for text in ("naïve Zorblax über 12345!\n\n  x", "  two  spaces\tand tabs\r\n", "日本語 and emoji 🙂"):
        ids = published.encode(text, add_special_tokens=False).ids
        assert published.decode(ids) == text, text
    print("tokenizer ok:", published.get_vocab_size(), "tokens")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
