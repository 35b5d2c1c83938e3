"""Trains the tokenizer on generated text, once: merges.json beside this file holds the result."""

import json
import random
from collections import Counter
from pathlib import Path

from bytepairs import ASCII_PATTERN, train_merges
from prose import TALK, filler
from rows import BREAKS, OPENINGS
from curriculum import STAGES, draw_case
from tokenizer import Tokenizer
from words import LETTERS

MERGES = Path(__file__).with_name("merges.json")


def training_words(samples=12_000, least=8):
    """The words, with their leading space, that stand in at least `least` samples of the generated text.

    Variables stay two tokens, one a letter, and invented words stay rare, so that both teach to copy pieces.
    """
    rng, counts = random.Random("vocabulary"), Counter()
    for _ in range(samples):
        case = draw_case(rng, STAGES[-1], rng.choice([128, 256]))
        texts = case.facts + [t for turn in case.turns for t in turn] + [filler(rng, False) for _ in range(8)]
        plain = "\n".join(rng.choice(BREAKS) + text for text in texts).replace("[", "").replace("]", "")
        counts.update(set(ASCII_PATTERN.findall(plain)))
    fixed = " ".join(OPENINGS) + " " + " ".join(f"{q} {a}" for q, a in TALK)
    words = {w for w, n in counts.items() if n >= least} | set(ASCII_PATTERN.findall(fixed))
    words = {w for w in words if not (len(w.strip()) == 2 and w.strip().isupper()) and "\n" not in w}
    return words | {" " + letter for letter in LETTERS} | {"\n", "\n\n", "user", "assistant", "system", "You", " you"}


def load(chat):
    """The tokenizer with an architecture's special tokens."""
    return Tokenizer(json.loads(MERGES.read_text()), chat)


if __name__ == "__main__":
    merges = train_merges(training_words())
    MERGES.write_text("[" + ",\n".join(json.dumps(m) for m in merges) + "]\n")
    print(len(merges), "merges")
