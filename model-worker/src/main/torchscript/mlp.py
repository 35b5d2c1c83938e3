# Computes the feed-forward of a layer: adds the SwiGLU MLP of the normalized residual to the residual x [rows, hidden].
def forward(self, x: Tensor, norm: Tensor, eps: float, w_gate: Tensor, w_up: Tensor, w_down: Tensor) -> Tensor:
    h = self.rms_norm(x, norm, eps)
    gated = torch.silu_(self.linear(h, w_gate, None)).mul_(self.linear(h, w_up, None))
    return self.linear(gated, w_down, None).add_(x)
