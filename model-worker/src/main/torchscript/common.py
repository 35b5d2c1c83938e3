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


# Returns the rows of x in fp8 (e4m3) and the factor of each row in fp32 [..., 1]: x is their product. The factor is a
# bf16 number, so that x is divided by the very factor that is returned; the largest element of a row becomes the
# largest number of fp8.
def in_fp8(self, x: Tensor) -> List[Tensor]:
    largest = torch.linalg_vector_norm(x, float("inf"), [-1], True, dtype=6)
    factor = largest.clamp(1e-12).div(448.0).to(x.dtype)
    return [x.div(factor).to(24), factor.to(6)]


# Multiplies x [rows, inputs] by a transposed weight [outputs, inputs] and adds a bias [outputs], empty for none.
# A weight in fp8 comes with its factors [outputs, 1], any other with an empty tensor.
def product(self, x: Tensor, weight: Tensor, factors: Tensor, bias: Tensor) -> Tensor:
    if factors.numel() > 0:
        rows = self.in_fp8(x)
        y = torch._scaled_mm(rows[0], weight.t(), rows[1], factors.t(), None, None, 15, True)
        if bias.numel() > 0:
            y = y.add_(bias)
        return y
    if bias.numel() > 0:
        return torch.linear(x, weight, bias)
    return torch.linear(x, weight)


# Chooses `top` experts for each row of scores [rows, experts] by the probabilities among all of them, to which a bias
# [experts] is added unless it is empty; the lowest index wins among equals. Returns what each chosen one weighs and its
# index, both [rows, top].
def choose(self, scores: Tensor, bias: Tensor, top: int) -> List[Tensor]:
    weights = torch.softmax(scores, -1, dtype=6)
    if bias.numel() > 0:
        weights = weights.add(bias)
    ordered, experts = torch.sort(weights, stable=True, dim=-1, descending=True)
    return [ordered.narrow(1, 0, top), experts.narrow(1, 0, top)]



