# Attention of n queries from row `query` to the keys of the sequence of `length` tokens that begins at `first`.
# q [tokens, heads, head_dim], k and v [tokens, kv_heads, head_dim]. Returns [n, heads * head_dim].
def forward(self, q: Tensor, k: Tensor, v: Tensor, first: int, length: int, query: int, n: int) -> Tensor:
    q1 = self.by_head(q, query, n).unsqueeze(0)
    k1 = self.by_head(k, first, length).unsqueeze(0)
    v1 = self.by_head(v, first, length).unsqueeze(0)
    out = torch.scaled_dot_product_attention(q1, k1, v1, enable_gqa=q.size(1) != k.size(1))
    return out.squeeze(0).transpose(0, 1).reshape(n, -1)
