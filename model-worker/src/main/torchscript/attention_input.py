# The half-split rotation of q or k [canvases, heads, length, head_dim], in fp32.
def rotate(self, x: Tensor, rope: Tensor) -> Tensor:
    wide = x.to(6)
    low, high = wide.chunk(2, -1)
    turned = torch.cat([high.neg(), low], -1)
    return wide.mul(rope[0]).add(turned.mul(rope[1])).to(x.dtype)


# [canvases, length, heads * head_dim] to [canvases, heads, length, head_dim].
def split_heads(self, x: Tensor, head_dim: int) -> Tensor:
    return x.view(x.size(0), x.size(1), -1, head_dim).transpose(1, 2)


# The first half of a layer: norm, projections, rotation. weights: q, k, v; biases: the same, or none.
# Returns q [canvases, heads, length, head_dim], k and v [canvases, kv_heads, length, head_dim].
def forward(self, x: Tensor, norm: Tensor, eps: float, weights: List[Tensor], biases: List[Tensor],
            rope: Tensor) -> List[Tensor]:
    h = self.rms_norm(x, norm, eps)
    head_dim = rope.size(2)
    rope = rope.narrow(1, 0, x.size(1))
    projected = annotate(List[Tensor], [])
    for i in range(3):
        if len(biases) == 0:
            p = torch.linear(h, weights[i])
        else:
            p = torch.linear(h, weights[i], biases[i])
        projected.append(self.split_heads(p, head_dim))
    return [self.rotate(projected[0], rope), self.rotate(projected[1], rope), projected[2]]
