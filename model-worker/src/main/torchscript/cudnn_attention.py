# Attends n queries from row `query` to the keys of the sequence of `length` tokens that begins at `first`, by cuDNN.
# q [queries, heads, head_dim], k and v [tokens, kv_heads, head_dim]. Returns [n, heads * head_dim].
def forward(self, q: Tensor, k: Tensor, v: Tensor, first: int, length: int, query: int, n: int) -> Tensor:
    q1 = self.by_head(q, query, n).unsqueeze(0)
    k1 = self.by_head(k, first, length).unsqueeze(0)
    v1 = self.by_head(v, first, length).unsqueeze(0)
    results = torch._scaled_dot_product_cudnn_attention(q1, k1, v1, None, False)
    return results[0].squeeze(0).transpose(0, 1).reshape(n, -1)
