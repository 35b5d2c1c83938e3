# Computes queries, keys and values in one product: h [tokens, hidden], weight [outputs, hidden] with
# outputs = (heads + 2 * kv_heads) * head_dim, bias [outputs] or empty, factors as in common.py's product.
# Returns views of one tensor: q [tokens, heads, head_dim], k and v [tokens, kv_heads, head_dim].
def forward(self, h: Tensor, weight: Tensor, factors: Tensor, bias: Tensor, heads: int, kv_heads: int) -> List[Tensor]:
    by_head = self.product(h, weight, factors, bias).view(h.size(0), heads + 2 * kv_heads, -1)
    q = by_head.narrow(1, 0, heads)
    k = by_head.narrow(1, heads, kv_heads)
    v = by_head.narrow(1, heads + kv_heads, kv_heads)
    return [q, k, v]
