# Part of every piece where linear_onednn.py is not: x [rows, inputs] times a transposed weight [outputs, inputs], plus a
# bias [outputs].
def linear(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)



