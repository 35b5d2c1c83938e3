# Normalizes each head of x [tokens, heads, head_dim] in place.
def forward(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return x.copy_(self.rms_norm(x, weight, eps))
