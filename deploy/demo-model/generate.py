"""Generation at temperature 0, for a batch of prompts: the most confident argmaxes are committed first."""

import torch


@torch.no_grad()
def generate(architecture, model, prompts, gen_length, steps, tokenizer, block_length=None):
    """Generated ids [prompts, gen_length] for prompts (lists of ids) of any lengths.

    Each step commits as many tokens as the architecture's schedule says, among the masked positions before the end of
    the step's block; blocks of `block_length` (all of gen_length) follow each other from left to right. Canvases stand
    in one batch, padded on the right; padding is no key.
    """
    device = model.embedding.device
    starts = torch.tensor([len(p) for p in prompts], device=device)
    length = -(int(starts.max()) + gen_length) // 16 * -16
    canvas = torch.tensor([p + [tokenizer.mask] * gen_length + [tokenizer.eos] * (length - gen_length - len(p))
                           for p in prompts], device=device)
    keys = torch.arange(length, device=device) < (starts + gen_length)[:, None]
    where = starts[:, None] + torch.arange(gen_length, device=device)
    rows = where - architecture.shift + torch.arange(len(prompts), device=device)[:, None] * length
    block_length, masked = block_length or gen_length, gen_length
    for step in range(steps):
        count = architecture.transfers(masked, step, steps)
        if count == 0:
            continue
        end = (step * gen_length // steps // block_length + 1) * block_length
        logits = model.logits(model.hidden(canvas, keys)[rows.flatten()]).view(len(prompts), gen_length, -1)
        confidence, proposal = logits.softmax(-1).max(-1)
        confidence = confidence.where(canvas.gather(1, where) == tokenizer.mask, -1.0)
        chosen = confidence[:, :end].topk(count, dim=1).indices
        canvas.scatter_(1, where.gather(1, chosen), proposal.gather(1, chosen))
        masked -= count
    return canvas.gather(1, where).tolist()
