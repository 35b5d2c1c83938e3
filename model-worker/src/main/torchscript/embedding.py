# Token ids [tokens] to hidden states [tokens, hidden].
def forward(self, ids: Tensor, table: Tensor) -> Tensor:
    return torch.embedding(table, ids)
