"""The held-out evaluation prompts: names, numbers, keys and filler sentences that training never sees.

Run as a script it writes them as JSON lines: task, length, messages, expected. Needs Python's standard library only.
"""

import argparse
import json
import random
import sys

from architectures import ARCHITECTURES
from prose import filler
from rows import Layout
from tasks import Case, arithmetic, copying, multi_query, multi_value, needles, pairs, tracking
from vocabulary import load


def long_query(rng):
    """An answer of 75 to 82 tokens, more than two blocks of 32, that needs eight facts, each with its own subject."""
    case = multi_query(rng, True, 12, 8)
    answer = case.turns[0][1].replace("[", "").replace("]", "")
    return Case(case.facts, case.turns, answer.removeprefix("Here: ").removesuffix(".").split(", "))


TASKS = {
    "single": lambda rng: needles(rng, True, 1),
    "multi_key": lambda rng: needles(rng, True, 8),
    "multi_value": lambda rng: multi_value(rng, True, 2, 3),
    "multi_query": lambda rng: multi_query(rng, True, 6, 2),
    "tracking": lambda rng: tracking(rng, True, 2, 3),
    "pairs": lambda rng: pairs(rng, True, 6, 3),
    "long_query": long_query,
    "arithmetic": lambda rng: arithmetic(rng, True),
    "copying": lambda rng: copying(rng, True, 4),
}


def gen_length(task):
    """Tokens that an answer may have."""
    return 96 if task == "long_query" else 32


def cases(tokenizer, task, length, count, seed=0):
    """`count` (prompt ids, expected strings) whose canvas, the answer's tokens included, is nearly `length` tokens."""
    rng = random.Random(f"heldout/{seed}/{task}/{length}")
    layout = Layout(tokenizer, rng, [filler(rng, True) for _ in range(400)])
    drawn = [TASKS[task](rng) for _ in range(count)]
    return [(layout.prompt(rng, case, length - gen_length(task)), case.expected) for case in drawn]


def correct(answer, expected):
    """True if every expected string stands in the answer."""
    return all(e in answer for e in expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", type=int, nargs="+", default=[512, 1024, 2048, 4096])
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="llada")
    args = parser.parse_args()
    tokenizer = load(ARCHITECTURES[args.architecture].chat)
    layout = Layout(tokenizer, None, [])
    skip = len(layout.opening), len(layout.to_answer)
    for task in TASKS:
        for length in args.lengths if task not in ("arithmetic", "copying") else [128]:
            for ids, expected in cases(tokenizer, task, length, args.count, args.seed):
                text = tokenizer.decode(ids[skip[0]:-skip[1]])
                line = {"task": task, "length": length, "expected": expected,
                        "messages": [{"role": "user", "content": text}]}
                if gen_length(task) != 32:
                    line["gen_length"] = gen_length(task)
                json.dump(line, sys.stdout)
                print()


if __name__ == "__main__":
    main()
