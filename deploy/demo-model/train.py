"""Trains the demo model for a given time on one GPU; goes on from a checkpoint if there is one.

The learning rate follows the share of the planned time that has passed, over all calls: warm-up, constant, then
linear to zero. The curriculum goes on when the probes say so. Metrics are JSON lines in OUT/metrics.jsonl.
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch

from architectures import ARCHITECTURES
from checkpoint import export, load_training, save_training
from curriculum import STAGES
from evaluate import accuracy
from loss import head_loss, hide
from model import Transformer
from optimizer import Optimizer
from rows import VALUE
from stream import Stream
from vocabulary import load


def learning_rate(progress, plan):
    """Share of the peak learning rate after progress['step'] steps and progress['seconds'] of `plan` seconds."""
    left = 1 - progress["seconds"] / plan
    return min(1.0, progress["step"] / 150) * max(0.02, min(1.0, left / 0.4))


class Run:
    def __init__(self, args, architecture, stream, tokenizer):
        self.args, self.architecture, self.stream, self.tokenizer = args, architecture, stream, tokenizer
        torch.manual_seed(args.seed)
        self.model = Transformer(architecture.shape, tokenizer.vocab_size).to(args.device)
        self.optimizer = Optimizer(self.model, args.matrix_lr, args.other_lr)
        self.head = torch.compile(head_loss, dynamic=False)
        self.progress = {"step": 0, "seconds": 0.0, "stage": 0, "stage_seconds": 0.0}
        if args.resume:
            self.progress = load_training(args.resume, self.model, self.optimizer)
        self.rng = random.Random(f"{args.seed}/{self.progress['step']}")
        self.log_file = open(args.out / "metrics.jsonl", "a")

    def log(self, **values):
        line = json.dumps({"seconds": round(self.progress["seconds"], 1), "step": self.progress["step"],
                           "stage": STAGES[self.progress["stage"]].name, **values})
        print(line, flush=True)
        self.log_file.write(line + "\n")
        self.log_file.flush()

    def train_step(self):
        """One update; returns the loss and the mean entropy of looked-up values, on the GPU, and the row length."""
        index = self.progress["stage"]
        while not (ready := self.stream.ready(index)):
            time.sleep(0.05)
        length = self.rng.choices(ready, [STAGES[index].lengths[n] for n in ready])[0]
        ids, roles = self.stream.batch(index, length, self.args.tokens)
        canvas, weight = hide(ids, roles, STAGES[index], self.tokenizer.mask)
        # The weight of a row's first token is 0, so it does not matter that its logits come from the row's end.
        targets = (t.roll(-self.architecture.shift, 1).flatten() for t in (ids, weight, roles == VALUE))
        model = self.model
        loss, value_entropy = self.head(model.hidden(canvas), model.final_gain, model.embedding, model.shape.eps,
                                        *targets)
        loss.backward()
        self.optimizer.step(learning_rate(self.progress, self.args.plan))
        return loss.detach(), value_entropy, length

    def probe(self):
        """Accuracy by generation on the stage's held-out tasks; True if the stage is over."""
        stage = STAGES[self.progress["stage"]]
        found = {f"{task}@{n}": accuracy(self.architecture, self.model, self.tokenizer, task, n, 48, 16, show=1)
                 for task, n in stage.probes}
        self.log(probe=found)
        return bool(stage.goals) and all(found[f"{task}@{n}"] >= goal for task, n, goal in stage.goals)

    def advance(self):
        self.progress |= {"stage": self.progress["stage"] + 1, "stage_seconds": 0.0}
        self.stream.stage.value = self.progress["stage"]
        self.log(event="stage")

    def train(self):
        """Runs until this call's time is over, or until recall has not emerged in its time."""
        self.stream.stage.value = self.progress["stage"]
        self.stream.start()
        self.train_step()  # compiles
        started = last_probe = time.time()
        while time.time() - started < self.args.seconds and self.progress["seconds"] < self.args.plan:
            begin, recent = time.time(), {}
            for _ in range(100):
                loss, entropy, length = self.train_step()
                recent.setdefault(length, []).append(torch.stack((loss, entropy)))
                self.progress["step"] += 1
            means = {n: [round(x, 4) for x in torch.stack(v).mean(0).tolist()] for n, v in sorted(recent.items())}
            took = time.time() - begin
            self.progress["seconds"] += took
            self.progress["stage_seconds"] += took
            self.log(loss_and_value_entropy=means, step_ms=round(took * 10, 1), received=self.stream.received)
            if time.time() - last_probe > self.args.probe_every:
                save_training(self.args.out, self.model, self.optimizer, self.progress)
                last_probe, stage = time.time(), STAGES[self.progress["stage"]]
                late = self.progress["stage_seconds"] > stage.limit
                if self.probe() or late and self.progress["stage"] > 0:
                    self.advance()
                elif late:
                    self.log(event="no recall")
                    return


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--seconds", type=float, required=True, help="time of this call, probes included")
    parser.add_argument("--plan", type=float, required=True, help="training time of all calls together")
    parser.add_argument("--matrix-lr", type=float, default=0.02)
    parser.add_argument("--other-lr", type=float, default=0.003)
    parser.add_argument("--probe-every", type=float, default=30)
    parser.add_argument("--workers", type=int, default=13)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="llada")
    parser.add_argument("--tokens", type=int, default=131_072, help="tokens of a step")
    parser.add_argument("--device", default="cuda", help="cpu serves to try the script out")
    args = parser.parse_args()
    architecture = ARCHITECTURES[args.architecture]
    tokenizer = load(architecture.chat)
    stream = Stream(tokenizer, args.workers, args.seed, args.device)
    run = Run(args, architecture, stream, tokenizer)
    try:
        run.train()
        run.probe()
    finally:
        stream.close()
        save_training(args.out, run.model, run.optimizer, run.progress)
        export(args.out / "result", architecture, run.model, tokenizer)


if __name__ == "__main__":
    main()
