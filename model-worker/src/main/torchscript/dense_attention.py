# Attends n queries of each of `count` sequences to the keys of the same sequence. The sequences are `length` tokens
# each and lie side by side from row `first` of k and v. The queries of the first sequence begin at row `query` of q,
# those of each next one `stride` rows later.
# q [queries, heads, head_dim], k and v [tokens, kv_heads, head_dim]. Returns [count * n, heads * head_dim].
def forward(self, q: Tensor, k: Tensor, v: Tensor, first: int, length: int, count: int, query: int, n: int,
            stride: int) -> Tensor:
    q1 = self.sequences(q, query, n, stride, count)
    k1 = self.sequences(k, first, length, length, count)
    v1 = self.sequences(v, first, length, length, count)
    out = torch.scaled_dot_product_attention(q1, k1, v1, enable_gqa=q.size(1) != k.size(1))
    return out.transpose(1, 2).reshape(count * n, -1)
