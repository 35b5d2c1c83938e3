"""LLaDA's generation: low-confidence remasking at temperature 0, for a batch of prompts."""

import torch


@torch.no_grad()
def generate(model, prompts, gen_length, steps, mask_token, pad_token, block_length=None):
    """Generated ids [prompts, gen_length] for prompts (lists of ids) of any lengths.

    Blocks of `block_length` (all of gen_length) from left to right, gen_length / steps tokens a step: the most
    confident argmaxes among the masked positions before the block's end. Canvases stand in one batch, padded on the
    right; padding is no key.
    """
    device = model.embedding.device
    starts = torch.tensor([len(p) for p in prompts], device=device)
    length = -(int(starts.max()) + gen_length) // 16 * -16
    canvas = torch.tensor([p + [mask_token] * gen_length + [pad_token] * (length - gen_length - len(p))
                           for p in prompts], device=device)
    keys = torch.arange(length, device=device) < (starts + gen_length)[:, None]
    where = starts[:, None] + torch.arange(gen_length, device=device)
    flat = (torch.arange(len(prompts), device=device)[:, None] * length + where).flatten()
    block_length = block_length or gen_length
    for step in range(steps):
        end = (step * gen_length // steps // block_length + 1) * block_length
        logits = model.logits(model.hidden(canvas, keys)[flat]).view(len(prompts), gen_length, -1)
        confidence, proposal = logits.softmax(-1).max(-1)
        confidence = confidence.where(canvas.gather(1, where) == mask_token, -1.0)
        chosen = confidence[:, :end].topk(gen_length // steps, dim=1).indices
        canvas.scatter_(1, where.gather(1, chosen), proposal.gather(1, chosen))
    return canvas.gather(1, where).tolist()
