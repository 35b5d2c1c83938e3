# Adds y [n, inputs] times a transposed weight [outputs, inputs] to n rows of x from row `first`, in place; in bf16 the
# sum is rounded once. The factors are those of common.py's product; `none` is an empty tensor.
def forward(self, x: Tensor, first: int, n: int, y: Tensor, weight: Tensor, factors: Tensor, none: Tensor) -> Tensor:
    rows = x.narrow(0, first, n)
    if factors.numel() == 0:
        return rows.addmm_(y, weight.t())
    return rows.add_(self.product(y, weight, factors, none))
