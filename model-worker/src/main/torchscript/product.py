# Multiplies n rows of h from row `first` by a transposed weight [outputs, inputs], by common.py's product without a
# bias: `none` is an empty tensor.
def forward(self, h: Tensor, first: int, n: int, weight: Tensor, factors: Tensor, none: Tensor) -> Tensor:
    return self.product(h.narrow(0, first, n), weight, factors, none)
