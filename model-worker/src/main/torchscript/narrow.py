# Views n indices of x along a dimension from index `first`, without a copy.
def forward(self, x: Tensor, dim: int, first: int, n: int) -> Tensor:
    return x.narrow(dim, first, n)
