"""The tokenizer: byte-level BPE for text, special tokens for what stands around it in a chat."""

import re
from functools import lru_cache

from bytepairs import ASCII_PATTERN, LETTERS, join, spell


class Tokenizer:
    """Encodes ASCII text; ids are bytes, then merges, then special tokens, then padding to a multiple of 64."""

    def __init__(self, merges, chat):
        self.chat, self.merges = chat, [tuple(m) for m in merges]
        tokens = [*LETTERS.values(), *("".join(m) for m in self.merges), *chat.special]
        self.tokens = list(dict.fromkeys(tokens))
        self.ids = {t: i for i, t in enumerate(self.tokens)}
        self.rank = {m: r for r, m in enumerate(self.merges)}
        self.vocab_size = -len(self.tokens) // 64 * -64
        self.eos, self.end_turn, self.mask = (self.ids[t] for t in (chat.end_of_text, chat.end_turn, chat.mask))
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

    def encode_chat(self, text):
        """Ids of a text in which special tokens count as such."""
        pieces = re.split("(" + "|".join(map(re.escape, self.chat.special)) + ")", text)
        return [i for n, piece in enumerate(pieces) for i in ([self.ids[piece]] if n % 2 else self.encode(piece))]

    def decode(self, ids):
        """Text of ids; special tokens are dropped."""
        back = {letter: b for b, letter in LETTERS.items()}
        special = self.chat.special
        text = "".join(self.tokens[i] for i in ids if i < len(self.tokens) and self.tokens[i] not in special)
        return bytes(back[c] for c in text).decode(errors="replace")
