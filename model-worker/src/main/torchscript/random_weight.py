# Draws a weight [rows, columns] from a normal distribution; returns a vector of ones where there are no columns.
def forward(self, rows: int, columns: int, deviation: float, device: str, dtype: int) -> Tensor:
    if columns == 0:
        return torch.ones([rows], dtype=dtype, device=torch.device(device))
    return torch.empty([rows, columns], dtype=dtype, device=torch.device(device)).normal_(0.0, deviation)
