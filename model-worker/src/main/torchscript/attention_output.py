# Adds the projection of attention [rows, heads * head_dim] to the residual x [rows, hidden].
def forward(self, x: Tensor, attention: Tensor, w_out: Tensor) -> Tensor:
    return self.linear(attention, w_out, None).add_(x)
