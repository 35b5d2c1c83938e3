"""Accuracy on the held-out tasks by real generation."""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from generate import generate
from heldout import GEN_LENGTH, TASKS, cases, correct
from model import Llada, Shape
from vocabulary import load


def accuracy(model, tokenizer, task, length, count, steps, batch_tokens=300_000, seed=0, show=0):
    """Share of `count` held-out prompts of a task that the model answers right; prints the first `show` answers."""
    drawn, right = cases(tokenizer, task, length, count, seed), 0
    size = max(1, batch_tokens // length)
    for at in range(0, count, size):
        part = drawn[at:at + size]
        answers = generate(model, [p for p, _ in part], GEN_LENGTH, steps, tokenizer.mask, tokenizer.eos)
        texts = [tokenizer.decode(a[:a.index(tokenizer.end_turn)] if tokenizer.end_turn in a else a) for a in answers]
        right += sum(correct(text, expected) for text, (_, expected) in zip(texts, part))
        for text, (_, expected) in list(zip(texts, part))[:show]:
            print("   ", task, length, "expected", expected, "got", repr(text), flush=True)
        show = 0
    return right / count


def restore(folder, tokenizer):
    """The exported model, its bf16 weights as they are."""
    saved, config = load_file(folder / "model.safetensors"), json.loads((folder / "config.json").read_text())
    model = Llada(Shape(config["vocab_size"], config["d_model"], config["n_heads"], config["n_layers"],
                        config["mlp_hidden_size"], config["rope_theta"], config["rms_norm_eps"]))
    prefix, state = "model.transformer.", model.state_dict()

    def stack(*names):
        return torch.stack([torch.stack([saved[f"{prefix}blocks.{n}.{name}.weight"] for name in names]).squeeze(0)
                            for n in range(model.shape.layers)])
    state |= {"embedding": saved[prefix + "wte.weight"], "final_gain": saved[prefix + "ln_f.weight"],
              "qkv": stack("q_proj", "k_proj", "v_proj"), "out": stack("attn_out"), "down": stack("ff_out"),
              "gate_up": stack("ff_proj", "up_proj"), "attention_gains": stack("attn_norm"),
              "mlp_gains": stack("ff_norm")}
    model.load_state_dict(state)
    return model.cuda()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--steps", type=int, nargs="+", default=[32])
    args = parser.parse_args()
    tokenizer = load()
    model, table = restore(args.checkpoint, tokenizer), []
    for steps in args.steps:
        for task in TASKS:
            for length in [128] if task in ("arithmetic", "copying") else [512, 1024, 2048, 4096]:
                share = accuracy(model, tokenizer, task, length, args.count, steps, seed=1, show=1)
                table.append({"task": task, "length": length, "steps": steps, "count": args.count, "accuracy": share})
                print(json.dumps(table[-1]), flush=True)
                args.out.write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
