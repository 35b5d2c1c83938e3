# Turns kept keys and values in fp8 [2, length, kv_heads, head_dim] with the factors of their rows
# [2, kv_heads, length], powers of two, into bf16. Returns the keys and the values, each [length, kv_heads, head_dim].
def forward(self, kept: Tensor, factors: Tensor) -> List[Tensor]:
    wide = kept.to(15).mul_(factors.transpose(1, 2).unsqueeze(3).to(15))
    return [wide[0], wide[1]]
