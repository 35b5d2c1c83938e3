# Logits of the asked rows only: x [tokens, hidden], rows [n] -> [n, vocabulary].
def forward(self, x: Tensor, rows: Tensor, norm: Tensor, eps: float, weight: Tensor) -> Tensor:
    return torch.linear(self.rms_norm(x.index_select(0, rows), norm, eps), weight)
