# Logits in fp32 of the asked rows only: x [canvases, length, hidden], rows [n] -> [canvases, n, vocabulary].
def forward(self, x: Tensor, rows: Tensor, norm: Tensor, eps: float, weight: Tensor) -> Tensor:
    return torch.linear(self.rms_norm(x.index_select(1, rows), norm, eps), weight).to(6)
