# Groups n rows of h [rows, hidden] from row `first` by the `top` experts that each chooses by its scores [n, experts],
# with a bias as in common.py's choose. Groups lie one after another in the order of the experts, each filled up to a
# multiple of `block` rows. Returns the grouped rows, as many rows of zeros, how many rows chose each expert, what each
# choice weighs [n, top], and the grouped row of each choice [n, top].
def forward(self, h: Tensor, first: int, scores: Tensor, bias: Tensor, top: int, block: int) -> List[Tensor]:
    chosen = self.choose(scores, bias, top)
    experts, order = torch.sort(chosen[1].flatten(), stable=True, dim=0)
    counts = torch.bincount(experts, minlength=scores.size(1))
    filled = counts.add(block - 1).div(block, rounding_mode="floor").mul(block)
    shift = filled.cumsum(0).sub(filled).sub(counts.cumsum(0).sub(counts))
    places = torch.arange(order.size(0), device=h.device).add(shift.index_select(0, experts))
    most = order.size(0) + scores.size(1) * (block - 1)
    sources = order.new_zeros([most]).index_copy_(0, places, order.div(top, rounding_mode="floor").add(first))
    rows = h.index_select(0, sources)
    of_choices = torch.empty_like(order).index_copy_(0, order, places)
    return [rows, torch.zeros_like(rows), counts, chosen[0], of_choices.view(-1, top)]
