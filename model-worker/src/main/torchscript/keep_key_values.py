# Writes n keys and values [tokens, kv_heads, head_dim] from `first` on to the kept ones [2, length, kv_heads, head_dim]
# from `row` on. Returns all kept keys and all kept values, each [length, kv_heads, head_dim].
def forward(self, kept: Tensor, k: Tensor, v: Tensor, first: int, row: int, n: int) -> List[Tensor]:
    kept[0].narrow(0, row, n).copy_(k.narrow(0, first, n))
    kept[1].narrow(0, row, n).copy_(v.narrow(0, first, n))
    return [kept[0], kept[1]]
