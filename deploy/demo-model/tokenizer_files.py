"""The tokenizer's files: one tokenizer.json, or vocab.json and merges.txt, each with tokenizer_config.json."""

import json

from bytepairs import PATTERN


def words(tokenizer):
    """Ids of the tokens that are not special."""
    return {t: i for t, i in tokenizer.ids.items() if t not in tokenizer.chat.special}


def added(token):
    """How a special token is found in a text: as it stands."""
    return {"content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
            "special": True}


def save_tokenizer_json(tokenizer, folder, config):
    split = {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
             "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "vocab": words(tokenizer),
             "merges": [" ".join(m) for m in tokenizer.merges]}
    special = [{"id": tokenizer.ids[t], **added(t)} for t in tokenizer.chat.special]
    whole = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": special, "normalizer": None,
             "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, level]},
             "post_processor": None, "decoder": {**level}, "model": model}
    (folder / "tokenizer.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1))
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))


def save_vocabulary(tokenizer, folder, config):
    (folder / "vocab.json").write_text(json.dumps(words(tokenizer), ensure_ascii=False))
    lines = ["#version: 0.2", *(" ".join(m) for m in tokenizer.merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    special = {"added_tokens_decoder": {str(tokenizer.ids[t]): added(t) for t in tokenizer.chat.special}}
    (folder / "tokenizer_config.json").write_text(json.dumps(special | config, indent=1))
