# Looks token ids [tokens] up in the embedding table: hidden states [tokens, hidden].
def forward(self, ids: Tensor, table: Tensor) -> Tensor:
    return torch.embedding(table, ids)
