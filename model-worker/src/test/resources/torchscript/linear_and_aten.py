# What pieces multiply with, and what it must equal: x [rows, inputs], weight [outputs, inputs], bias [outputs].
def forward(self, x: Tensor, weight: Tensor, bias: Tensor) -> List[Tensor]:
    return [self.linear(x, weight, None), torch.linear(x, weight), self.linear(x, weight, bias), torch.linear(x, weight, bias)]
