# Part of every piece: what more than one of them needs.


# RMSNorm in fp32; the product with the weight comes after the cast back. x [..., hidden]
def rms_norm(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
    wide = x.to(6)
    scale = torch.rsqrt(wide.mul(wide).mean([-1], True).add(eps))
    return weight.mul(wide.mul(scale).to(x.dtype))


# n rows from `first` of [tokens, heads, head_dim] as [heads, n, head_dim].
def by_head(self, x: Tensor, first: int, n: int) -> Tensor:
    return x.narrow(0, first, n).transpose(0, 1)


