def mlp(self, h: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    gated = torch.silu_(self.linear(h, gate, None)).mul_(self.linear(h, up, None))
    return self.linear(gated, down, None)


# Computes the feed-forward of a layer: adds the experts' MLPs of the normalized residual to the residual
# x [rows, hidden], each times what it weighs, and the MLP behind the last expert's, if there is one, as it is. A row's
# sum is in fp32, in the order of the experts.
def forward(self, x: Tensor, norm: Tensor, eps: float, router: Tensor, bias: Tensor, top: int,
            gate: List[Tensor], up: List[Tensor], down: List[Tensor]) -> Tensor:
    h = self.rms_norm(x, norm, eps)
    chosen = self.choose(self.linear(h, router, None), bias, top)
    weights = chosen[0].flatten()
    experts, order = torch.sort(chosen[1].flatten(), stable=True, dim=0)
    counts = torch.bincount(experts, minlength=router.size(0))
    total = torch.zeros_like(x, dtype=6)
    first = 0
    for expert in range(router.size(0)):
        n = int(counts[expert])
        if n > 0:
            places = order.narrow(0, first, n)
            rows = places.div(top, rounding_mode="floor")
            y = self.mlp(h.index_select(0, rows), gate[expert], up[expert], down[expert])
            total.index_add_(0, rows, y.to(6).mul_(weights.index_select(0, places).unsqueeze(1)))
            first += n
    for shared in range(router.size(0), len(gate)):
        total.add_(self.mlp(h, gate[shared], up[shared], down[shared]))
    return total.to(x.dtype).add_(x)
