# Returns n queries [tokens, heads, head_dim] from `first` on behind `pad` queries of zeros.
def forward(self, q: Tensor, first: int, n: int, pad: int) -> Tensor:
    return torch.cat([q.new_zeros([pad, q.size(1), q.size(2)]), q.narrow(0, first, n)])
