# Functions that more than one script calls; Java adds them to every script.


# Normalizes x [..., hidden] by its root mean square, in fp32; the product with the weight comes after the cast back.
def rms_norm(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
    wide = x.to(6)
    scale = torch.rsqrt(wide.mul(wide).mean([-1], True).add(eps))
    return wide.mul(scale).to(x.dtype).mul_(weight)


# Views n rows of [tokens, heads, head_dim], `count` times, every `stride` rows from `first`, as
# [count, heads, n, head_dim].
def sequences(self, x: Tensor, first: int, n: int, stride: int, count: int) -> Tensor:
    return x.narrow(0, first, (count - 1) * stride + n).unfold(0, n, stride).transpose(2, 3)


# Views n rows from `first` of [tokens, heads, head_dim] as [heads, n, head_dim].
def by_head(self, x: Tensor, first: int, n: int) -> Tensor:
    return x.narrow(0, first, n).transpose(0, 1)


# Chooses `top` experts for each row of scores [rows, experts] by the probabilities among all of them, to which a bias
# [experts] is added unless it is empty; the lowest index wins among equals. Returns what each chosen one weighs and its
# index, both [rows, top].
def choose(self, scores: Tensor, bias: Tensor, top: int) -> List[Tensor]:
    weights = torch.softmax(scores, -1, dtype=6)
    if bias.numel() > 0:
        weights = weights.add(bias)
    ordered, experts = torch.sort(weights, stable=True, dim=-1, descending=True)
    return [ordered.narrow(1, 0, top), experts.narrow(1, 0, top)]
