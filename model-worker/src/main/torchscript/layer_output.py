# Computes the second half of a layer: adds attention [rows, heads * head_dim] to the residual x [rows, hidden], then
# the SwiGLU MLP.
def forward(self, x: Tensor, attention: Tensor, norm: Tensor, eps: float, w_out: Tensor,
            w_gate: Tensor, w_up: Tensor, w_down: Tensor) -> Tensor:
    x = self.linear(attention, w_out, None).add_(x)
    h = self.rms_norm(x, norm, eps)
    gated = torch.silu_(self.linear(h, w_gate, None)).mul_(self.linear(h, w_up, None))
    return self.linear(gated, w_down, None).add_(x)
