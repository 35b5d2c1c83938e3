# Rotates q or k [tokens, heads, head_dim] by the half-split rotary embedding, in fp32.
def rotate(self, x: Tensor, rope: Tensor) -> Tensor:
    wide = x.to(6)
    low, high = wide.chunk(2, -1)
    turned = torch.cat([high.neg(), low], -1)
    return turned.mul_(rope[1].unsqueeze(1)).add_(wide.mul(rope[0].unsqueeze(1))).to(x.dtype)


# Projects x [tokens, hidden] to [tokens, heads, head_dim]; an empty bias tensor means that there is none. Each head is
# normalized unless its norm is empty.
def project(self, x: Tensor, weight: Tensor, bias: Tensor, norm: Tensor, eps: float, head_dim: int) -> Tensor:
    some: Optional[Tensor] = None
    if bias.numel() > 0:
        some = bias
    heads = self.linear(x, weight, some).view(x.size(0), -1, head_dim)
    if norm.numel() > 0:
        return self.rms_norm(heads, norm, eps)
    return heads


# Computes the attention input of a layer: norm, projections, rotation; w and b are the projections' weights and biases,
# norm_q and norm_k the norms of a head [head_dim].
# x [tokens, hidden], rope [2, tokens or more, head_dim]; rows [n]: the rows whose queries are wanted, empty for all.
# Returns q [tokens or n, heads, head_dim], k and v [tokens, kv_heads, head_dim].
def forward(self, x: Tensor, norm: Tensor, eps: float, w_q: Tensor, b_q: Tensor, norm_q: Tensor, w_k: Tensor,
            b_k: Tensor, norm_k: Tensor, w_v: Tensor, b_v: Tensor, none: Tensor, rope: Tensor,
            rows: Tensor) -> List[Tensor]:
    h = self.rms_norm(x, norm, eps)
    head_dim = rope.size(2)
    rope = rope.narrow(1, 0, x.size(0))
    some = h
    rope_of_some = rope
    if rows.numel() > 0:
        some = h.index_select(0, rows)
        rope_of_some = rope.index_select(1, rows)
    q = self.project(some, w_q, b_q, norm_q, eps, head_dim)
    k = self.project(h, w_k, b_k, norm_k, eps, head_dim)
    v = self.project(h, w_v, b_v, none, eps, head_dim)
    return [self.rotate(q, rope_of_some), self.rotate(k, rope), v]
