# Adds the SwiGLU MLP of n rows of h [rows, hidden] from row `first` to the same rows of x, in place.
def forward(self, x: Tensor, h: Tensor, first: int, n: int, w_gate: Tensor, w_up: Tensor, w_down: Tensor) -> Tensor:
    rows = h.narrow(0, first, n)
    gated = torch.silu_(self.linear(rows, w_gate, None)).mul_(self.linear(rows, w_up, None))
    return x.narrow(0, first, n).add_(self.linear(gated, w_down, None))
