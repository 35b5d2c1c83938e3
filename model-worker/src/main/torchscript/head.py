# Computes the logits [n, vocabulary] of the proposal rows [n] of x [tokens, hidden].
def forward(self, x: Tensor, rows: Tensor, norm: Tensor, eps: float, weight: Tensor) -> Tensor:
    some = x.index_select(0, rows)
    return self.linear(self.rms_norm(some, norm, eps), weight, None)
