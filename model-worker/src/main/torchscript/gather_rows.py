# Copies rows of x [tokens, width] with given indices [n]: [n, width].
def forward(self, x: Tensor, rows: Tensor) -> Tensor:
    return x.index_select(0, rows)
