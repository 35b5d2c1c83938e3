# Computes a linear layer for n rows of h from row `first`, by common.py's product.
def forward(self, h: Tensor, first: int, n: int, weight: Tensor, factors: Tensor, bias: Tensor) -> Tensor:
    return self.product(h.narrow(0, first, n), weight, factors, bias)
