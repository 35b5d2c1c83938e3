# Returns the rows of x in fp8 (e4m3) and the factor of each row in fp32 [..., 1]: x is their product.
def in_fp8(self, x: Tensor) -> List[Tensor]:
    largest = torch.linalg_vector_norm(x, float("inf"), [-1], True, dtype=6)
    factor = largest.clamp(1e-12).div(448.0).to(x.dtype)
    return [x.div(factor).to(24), factor.to(6)]


# Returns the rows of x [rows, inputs] in fp8, as fp32, their factors, the outputs of a linear layer in fp8 with weight
# [outputs, inputs] and bias [outputs], and the sum of a residual [rows, outputs] and of the layer without its bias.
def forward(self, x: Tensor, weight: Tensor, bias: Tensor, residual: Tensor) -> List[Tensor]:
    rows = self.in_fp8(x)
    matrix = self.in_fp8(weight)
    y = torch._scaled_mm(rows[0], matrix[0].t(), rows[1], matrix[1].t(), None, None, 15, True)
    return [rows[0].to(6), rows[1], y.add(bias), residual.add(y)]
