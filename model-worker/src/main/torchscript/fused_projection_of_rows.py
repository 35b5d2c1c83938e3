# Returns n rows from `first` of a tensor with one row per output; an empty tensor is returned as it is.
def part(self, x: Tensor, first: int, n: int) -> Tensor:
    if x.numel() == 0:
        return x
    return x.narrow(0, first, n)


# Computes the queries of some rows [n] only, and the keys and values of all tokens; arguments as in
# fused_projection.py. Returns q [n, heads, head_dim], k and v [tokens, kv_heads, head_dim].
def forward(self, h: Tensor, rows: Tensor, weight: Tensor, factors: Tensor, bias: Tensor, heads: int,
            kv_heads: int) -> List[Tensor]:
    head_dim = weight.size(0) // (heads + 2 * kv_heads)
    width = heads * head_dim
    rest = weight.size(0) - width
    q = self.product(h.index_select(0, rows), weight.narrow(0, 0, width), self.part(factors, 0, width),
                     self.part(bias, 0, width))
    kv = self.product(h, weight.narrow(0, width, rest), self.part(factors, width, rest), self.part(bias, width, rest))
    by_head = kv.view(h.size(0), 2 * kv_heads, head_dim)
    return [q.view(-1, heads, head_dim), by_head.narrow(1, 0, kv_heads), by_head.narrow(1, kv_heads, kv_heads)]
