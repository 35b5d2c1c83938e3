# Multiplies x [rows, inputs] by a transposed weight [outputs, inputs] and adds a bias [outputs]. Java adds this
# function to every script, or that of linear_onednn.py.
def linear(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)



