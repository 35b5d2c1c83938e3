# n rows of h times a transposed weight [outputs, inputs], as common.py's product without a bias.
def forward(self, h: Tensor, first: int, n: int, weight: Tensor, factors: Tensor, none: Tensor) -> Tensor:
    return self.product(h.narrow(0, first, n), weight, factors, none)
