# Returns what x [heads, tokens, head_dim] is in e4m3 with one factor for each head.
def rounded(self, x: Tensor) -> Tensor:
    factor = x.abs().amax([1, 2], True).clamp(1e-30).div(448.0)
    return x.div(factor).to(24).to(6).mul(factor)


# Attends with n rows of a sequence, from `row` on, to its `length` tokens, in fp32, in bf16 and as the CUDA kernel does
# in fp8: queries, keys less their mean, values and weights in e4m3, sums and softmax in fp32. The mask [heads or 1,
# query blocks, key blocks], of `block` tokens a block, is 0 where a key block is kept, else minus infinity.
# Returns the three [n, heads * head_dim], and the distances of each head's rows from those in fp32 as shares of their
# norm [3, n, heads].
def forward(self, q: Tensor, k: Tensor, v: Tensor, first: int, length: int, query: int, n: int, mask: Tensor, row: int,
            block: int) -> List[Tensor]:
    group = q.size(1) // k.size(1)
    q1 = self.by_head(q, query, n)
    k1 = self.by_head(k, first, length).repeat_interleave(group, 0)
    v1 = self.by_head(v, first, length).repeat_interleave(group, 0)
    qs = [q1, q1.to(15).to(6), self.rounded(q1)]
    ks = [k1, k1.to(15).to(6), self.rounded(k1.sub(k1.mean([1], True)))]
    vs = [v1, v1.to(15).to(6), self.rounded(v1)]
    seen = mask.repeat_interleave(block, 1).narrow(1, row, n).repeat_interleave(block, 2).narrow(2, 0, length)
    results: List[Tensor] = []
    errors: List[Tensor] = []
    for i in range(3):
        scores = torch.matmul(qs[i], ks[i].transpose(1, 2)).mul(q.size(2) ** -0.5).add(seen)
        weights = scores.sub(scores.amax([2], True)).exp()
        kept = weights
        if i == 1:
            kept = weights.to(15).to(6)
        if i == 2:
            kept = weights.mul(64.0).to(24).to(6).div(64.0)
        out = torch.matmul(kept, vs[i]).div(weights.sum([2], True)).transpose(0, 1)
        if i > 0:
            out = out.to(15).to(6)
        results.append(out.reshape(n, -1))
        exact = results[0].view_as(out)
        errors.append(out.sub(exact).norm(2, [2]).div(exact.norm(2, [2])))
    results.append(torch.stack(errors))
    return results
