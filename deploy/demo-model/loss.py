"""Masked diffusion: which tokens of a row are hidden, and the weighted cross-entropy on them."""

import torch
import torch.nn.functional as F

from model import rms_norm
from rows import PAD, PROMPT, VALUE

PAD_WEIGHT = 0.1
EVERYTHING_WEIGHT = 4.0


def hide(ids, roles, stage, mask_token):
    """Returns the canvas [rows, length] and each token's loss weight (0 where it is visible).

    Three kinds of rows: the answer is masked at a ratio t ~ U(0, 1) and the prompt visible, LLaDA's fine-tuning;
    everything is masked at t, its pre-training; only looked-up values are masked, at t ~ U(0.5, 1), which is pure
    recall. A masked token weighs 1/t. A row weighs the square root of its number of maskable tokens. A row's first
    token is never masked.
    """
    rows, device = ids.shape[0], ids.device
    order = torch.randperm(rows, device=device)
    t = ((order + torch.rand(rows, device=device)) / rows).clamp_(min=0.02)
    kind = torch.rand(rows, device=device)
    values = (kind < stage.value_only)[:, None] & (roles == VALUE).any(1, keepdim=True)
    everything = (kind > 1 - stage.everything)[:, None]
    t = torch.where(values[:, 0], 0.5 + 0.5 * t, t)[:, None]
    maskable = torch.where(values, roles == VALUE, (roles != PROMPT) | everything)
    maskable[:, 0] = False
    masked = maskable & (torch.rand(ids.shape, device=device) < t)
    share = torch.where(roles == PAD, PAD_WEIGHT, 1.0)
    size = (maskable * share).sum(1, keepdim=True).clamp(min=1.0)
    row_weight = torch.where(everything & ~values, EVERYTHING_WEIGHT, size.sqrt())
    weight = masked * share * row_weight / (size * t)
    return torch.where(masked, mask_token, ids), weight / row_weight.sum()


def head_loss(x, gain, embedding, eps, ids, weight, is_value):
    """Weighted cross-entropy of states [tokens, d], and the mean over the looked-up values that are masked."""
    logits = (rms_norm(x, gain, eps) @ embedding.to(x.dtype).T).float()
    entropy = F.cross_entropy(logits, ids, reduction="none")
    hidden_value = is_value & (weight > 0)
    mean = (entropy.detach() * hidden_value).sum() / hidden_value.sum().clamp(min=1)
    return (entropy * weight).sum(), mean
