"""Muon for the stacked matrices, AdamW for the embedding, the biases and the norm gains."""

import torch


def orthogonalize(g):
    """Nearest semi-orthogonal matrices to g [n, rows, columns], by five Newton-Schulz steps in bf16."""
    x = g.bfloat16()
    wide = x.shape[1] <= x.shape[2]
    x = x if wide else x.mT
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x if wide else x.mT


class Muon:
    """Momentum, then an orthogonal update of every matrix in a stacked parameter [..., rows, columns]."""

    def __init__(self, params, momentum=0.95, decay=0.05):
        self.params, self.momentum, self.decay = list(params), momentum, decay
        self.buffers = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self, lr):
        for p, buffer in zip(self.params, self.buffers):
            buffer.lerp_(p.grad, 1 - self.momentum)
            g = p.grad.lerp(buffer, self.momentum).reshape(-1, *p.shape[-2:])
            scale = max(1.0, p.shape[-2] / p.shape[-1]) ** 0.5
            p.mul_(1 - lr * self.decay).add_(orthogonalize(g).reshape(p.shape), alpha=-lr * scale)


class Optimizer:
    """Both optimizers as one; learning rates are given at each step."""

    def __init__(self, model, matrix_lr, other_lr):
        matrices = [model.q, model.kv, model.out, model.gate_up, model.down]
        others = [p for p in model.parameters() if p.dim() < 3]
        self.rates = matrix_lr, other_lr
        self.muon = Muon(matrices)
        self.adam = torch.optim.AdamW(others, lr=other_lr, betas=(0.9, 0.98), weight_decay=0.0, fused=True)

    def step(self, share):
        """One update at `share` of the peak learning rates."""
        self.muon.step(self.rates[0] * share)
        for group in self.adam.param_groups:
            group["lr"] = self.rates[1] * share
        self.adam.step()
        for p in [*self.muon.params, *self.adam.param_groups[0]["params"]]:
            p.grad = None

    def state(self):
        return {"muon": [b.bfloat16() for b in self.muon.buffers], "adam": self.adam.state_dict()}

    def load(self, state):
        for buffer, saved in zip(self.muon.buffers, state["muon"]):
            buffer.copy_(saved)
        self.adam.load_state_dict(state["adam"])
