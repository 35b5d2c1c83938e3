# Adds to n rows of x [rows, hidden] from row `first`, in place: the sum over a row's choices of the expert's output
# times what the choice weighs, in fp32 and in the order of the choices, rounded once. outputs [grouped rows, hidden],
# weights and places [n, top] as group_by_expert.py returns them.
def forward(self, x: Tensor, first: int, outputs: Tensor, weights: Tensor, places: Tensor) -> Tensor:
    total = torch.zeros([weights.size(0), x.size(1)], dtype=6, device=x.device)
    for i in range(weights.size(1)):
        total.addcmul_(outputs.index_select(0, places.select(1, i)).to(6), weights.narrow(1, i, 1))
    return x.narrow(0, first, weights.size(0)).add_(total.to(x.dtype))
