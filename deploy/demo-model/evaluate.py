"""Accuracy on the held-out tasks by real generation."""

import argparse
import json
from pathlib import Path

from checkpoint import restore
from generate import generate
from heldout import TASKS, cases, correct, gen_length


def accuracy(architecture, model, tokenizer, task, length, count, steps, batch_tokens=300_000, seed=0, show=0):
    """Share of `count` held-out prompts of a task that the model answers right; prints the first `show` answers."""
    drawn, right = cases(tokenizer, task, length, count, seed), 0
    size, generated = max(1, batch_tokens // length), gen_length(task)
    for at in range(0, count, size):
        part = drawn[at:at + size]
        answers = generate(architecture, model, [p for p, _ in part], generated, steps * generated // 32, tokenizer)
        texts = [tokenizer.decode(a[:a.index(tokenizer.end_turn)] if tokenizer.end_turn in a else a) for a in answers]
        right += sum(correct(text, expected) for text, (_, expected) in zip(texts, part))
        for text, (_, expected) in list(zip(texts, part))[:show]:
            print("   ", task, length, "expected", expected, "got", repr(text), flush=True)
        show = 0
    return right / count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--steps", type=int, nargs="+", default=[32])
    parser.add_argument("--lengths", type=int, nargs="+", default=[512, 1024, 2048, 4096])
    parser.add_argument("--device", default="cuda")
    args = parser.parse_args()
    table, restored = [], restore(args.checkpoint, args.device)
    for steps in args.steps:
        for task in TASKS:
            for length in [128] if task in ("arithmetic", "copying") else args.lengths:
                share = accuracy(*restored, task, length, args.count, steps, seed=1, show=1)
                table.append({"task": task, "length": length, "steps": steps, "count": args.count, "accuracy": share})
                print(json.dumps(table[-1]), flush=True)
                args.out.write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
