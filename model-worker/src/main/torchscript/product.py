# Computes a linear layer for n rows of h from row `first`. weight [outputs, inputs]; bias [outputs], empty for none.
def forward(self, h: Tensor, first: int, n: int, weight: Tensor, bias: Tensor) -> Tensor:
    rows = h.narrow(0, first, n)
    if bias.numel() > 0:
        return torch.linear(rows, weight, bias)
    return torch.linear(rows, weight)
