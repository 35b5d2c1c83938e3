# Normalizes the residual x [rows, hidden] and scores each row by the router [experts, hidden]. Returns both.
def forward(self, x: Tensor, norm: Tensor, eps: float, router: Tensor) -> List[Tensor]:
    h = self.rms_norm(x, norm, eps)
    return [h, self.linear(h, router, None)]
