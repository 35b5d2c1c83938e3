# Computes the logits [n, vocabulary] of the proposal rows [n] of x [tokens, hidden]. The product has `least` rows or
# more: the first row makes up for those that are missing.
def forward(self, x: Tensor, rows: Tensor, least: int, norm: Tensor, eps: float, weight: Tensor) -> Tensor:
    n = rows.size(0)
    if n < least:
        rows = torch.cat([rows, rows.new_zeros([least - n])])
    some = x.index_select(0, rows)
    return self.linear(self.rms_norm(some, norm, eps), weight, None).narrow(0, 0, n)
