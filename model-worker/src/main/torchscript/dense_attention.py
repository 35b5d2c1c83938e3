# q [canvases, heads, length, head_dim], k and v [canvases, kv_heads, length, head_dim].
def forward(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.scaled_dot_product_attention(q, k, v, enable_gqa=q.size(1) != k.size(1))
