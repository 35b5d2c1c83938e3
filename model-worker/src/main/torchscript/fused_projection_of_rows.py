# As fused_projection.py, with queries of some rows [n] only: q [n, heads, head_dim], k and v [tokens, kv_heads, head_dim].
def forward(self, h: Tensor, rows: Tensor, weight: Tensor, bias: Tensor, heads: int, kv_heads: int) -> List[Tensor]:
    head_dim = weight.size(0) // (heads + 2 * kv_heads)
    width = heads * head_dim
    rest = weight.size(0) - width
    some = h.index_select(0, rows)
    if bias.numel() == 0:
        q = torch.linear(some, weight.narrow(0, 0, width))
        kv = torch.linear(h, weight.narrow(0, width, rest))
    else:
        q = torch.linear(some, weight.narrow(0, 0, width), bias.narrow(0, 0, width))
        kv = torch.linear(h, weight.narrow(0, width, rest), bias.narrow(0, width, rest))
    by_head = kv.view(h.size(0), 2 * kv_heads, head_dim)
    return [q.view(-1, heads, head_dim), by_head.narrow(1, 0, kv_heads), by_head.narrow(1, kv_heads, kv_heads)]
