# Adds y [n, inputs] times a transposed weight [outputs, inputs] to n rows of x from row `first`, in place: the sum is
# rounded once.
def forward(self, x: Tensor, first: int, n: int, y: Tensor, weight: Tensor) -> Tensor:
    return x.narrow(0, first, n).addmm_(y, weight.t())
