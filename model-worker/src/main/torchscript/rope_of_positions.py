# Gathers the rotary tables [2, tokens, head_dim] of tokens at given positions [tokens].
def forward(self, tables: Tensor, positions: Tensor) -> Tensor:
    return tables.index_select(1, positions)
