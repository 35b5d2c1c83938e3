"""A byte-level BPE tokenizer trained on the words of the generated text, in the file layout of Hugging Face tokenizers.

Merging goes on until every word of the training text is one token; any other text splits into pieces, at worst bytes.
The pre-tokenizer's pattern is the one of the Qwen2 family: digits stand alone, a word carries its leading space.
"""

import json
import re
from collections import Counter
from functools import lru_cache

WORDS = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\nLN]?[L]+|[N]| ?[^\sLN]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
PATTERN = WORDS.replace("LN", r"\p{L}\p{N}").replace("[L]", r"\p{L}").replace("[N]", r"\p{N}")
ASCII_PATTERN = re.compile(WORDS.replace("LN", "A-Za-z0-9").replace("[L]", "[A-Za-z]").replace("[N]", "[0-9]"))
BOS, EOS, MASK = "<|startoftext|>", "<|endoftext|>", "<|mdm_mask|>"
HEADER, END_HEADER, END_TURN = "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"
SPECIAL = [BOS, EOS, HEADER, END_HEADER, END_TURN, MASK]
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + (message['content'] | trim)"
    " + '<|eot_id|>' }}"
    "{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}")


def byte_letters():
    """The printable stand-in for each of the 256 byte values that byte-level BPE files use."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    return {b: chr(b) for b in plain} | {b: chr(256 + i) for i, b in enumerate(others)}


LETTERS = byte_letters()


def spell(word):
    return [LETTERS[b] for b in word.encode()]


def join(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i:i + 2]) == pair:
            out.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


def train_merges(words):
    """Merges the most frequent pair (over distinct words; ties by spelling) until each word is one symbol."""
    spelled, merges = {w: spell(w) for w in sorted(words)}, []
    while True:
        pairs = Counter(p for s in spelled.values() for p in zip(s, s[1:]))
        if not pairs:
            return merges
        best = min(pairs, key=lambda p: (-pairs[p], p))
        merges.append(best)
        spelled = {w: join(s, best) if best[0] in s else s for w, s in spelled.items()}


class Tokenizer:
    """Encodes ASCII text; ids are bytes, then merges, then special tokens, then padding to a multiple of 64."""

    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        tokens = list(LETTERS.values()) + ["".join(m) for m in self.merges] + SPECIAL
        self.tokens = list(dict.fromkeys(tokens))
        self.ids = {t: i for i, t in enumerate(self.tokens)}
        self.rank = {m: r for r, m in enumerate(self.merges)}
        self.vocab_size = -len(self.tokens) // 64 * -64
        self.bos, self.eos, self.header, self.end_header, self.end_turn, self.mask = (self.ids[t] for t in SPECIAL)
        self._word = lru_cache(maxsize=200_000)(self._encode_word)

    def _encode_word(self, word):
        symbols = spell(word)
        while len(symbols) > 1:
            best = min(zip(symbols, symbols[1:]), key=lambda p: self.rank.get(p, len(self.rank)))
            if best not in self.rank:
                break
            symbols = join(symbols, best)
        return [self.ids[s] for s in symbols]

    def encode(self, text):
        """Ids of a text without special tokens."""
        out = []
        for word in ASCII_PATTERN.findall(text):
            out += self._word(word)
        return out

    def decode(self, ids):
        """Text of ids; special tokens are dropped."""
        back = {letter: b for b, letter in LETTERS.items()}
        text = "".join(self.tokens[i] for i in ids if i < len(self.tokens) and self.tokens[i] not in SPECIAL)
        return bytes(back[c] for c in text).decode(errors="replace")

    def save(self, folder):
        """Writes tokenizer.json and tokenizer_config.json."""
        added = [{"id": self.ids[t], "content": t, "single_word": False, "lstrip": False, "rstrip": False,
                  "normalized": False, "special": True} for t in SPECIAL]
        split = {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False}
        level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
        model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                 "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                 "vocab": {t: i for t, i in self.ids.items() if t not in SPECIAL},
                 "merges": [" ".join(m) for m in self.merges]}
        whole = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
                 "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, level]},
                 "post_processor": None, "decoder": {**level}, "model": model}
        (folder / "tokenizer.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1))
        config = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": BOS, "eos_token": EOS, "pad_token": EOS,
                  "clean_up_tokenization_spaces": False, "model_max_length": 4096, "chat_template": CHAT_TEMPLATE}
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))
