# The second half of a layer: attention [canvases, heads, length, head_dim] back into the residual x, then the SwiGLU MLP.
# weights: attention output, gate, up, down.
def forward(self, x: Tensor, attention: Tensor, norm: Tensor, eps: float, weights: List[Tensor]) -> Tensor:
    merged = attention.transpose(1, 2).reshape(x.size(0), x.size(1), -1)
    x = x.add(torch.linear(merged, weights[0]))
    h = self.rms_norm(x, norm, eps)
    gated = torch.silu(torch.linear(h, weights[1])).mul_(torch.linear(h, weights[2]))
    return x.add(torch.linear(gated, weights[3]))
