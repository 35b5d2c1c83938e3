# Multiplies rows in fp8 [n, inputs] by a matrix in fp8 [inputs, outputs] whose columns are contiguous, and adds a bias
# [outputs], empty for none. The factors of the rows are [n, 1], those of the columns [1, outputs].
def forward(self, rows: Tensor, row_factors: Tensor, matrix: Tensor, factors: Tensor, bias: Tensor) -> Tensor:
    y = torch._scaled_mm(rows, matrix, row_factors, factors, None, None, 15, True)
    if bias.numel() > 0:
        return y.add_(bias)
    return y
