"""Byte-level byte-pair encoding: how text is cut into words, how words are spelled, and how merges are learned.

Merging goes on until every word of the training text is one token; any other text splits into pieces, at worst bytes.
The pre-tokenizer's pattern is the one of the Qwen2 family: digits stand alone, a word carries its leading space.
"""

import re
from collections import Counter

WORDS = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\nLN]?[L]+|[N]| ?[^\sLN]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
PATTERN = WORDS.replace("LN", r"\p{L}\p{N}").replace("[L]", r"\p{L}").replace("[N]", r"\p{N}")
ASCII_PATTERN = re.compile(WORDS.replace("LN", "A-Za-z0-9").replace("[L]", "[A-Za-z]").replace("[N]", "[0-9]"))


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
