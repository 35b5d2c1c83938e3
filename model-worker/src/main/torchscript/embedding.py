# Token ids [canvases, length] to hidden states [canvases, length, hidden].
def forward(self, ids: Tensor, table: Tensor) -> Tensor:
    return torch.embedding(table, ids)
