# Marks the `keep` largest importances of each row [rows, blocks]; the lowest index wins among equals.
def largest(self, importance: Tensor, keep: int) -> Tensor:
    order = torch.sort(importance, stable=True, dim=-1, descending=True)[1].narrow(-1, 0, keep)
    return torch.zeros_like(importance, dtype=11).scatter_(-1, order, True)


# Sums the softmax weights of scores [rows, keys] over the rows of each query block and the keys of each key block:
# [query blocks, key blocks]. Fewer rows than a block give one partial sum.
def block_sums(self, scores: Tensor, block: int) -> Tensor:
    weights = torch.softmax(scores, -1)
    rows = min(block, weights.size(0))
    if weights.size(0) % rows != 0:
        weights = torch.constant_pad_nd(weights, [0, 0, 0, rows - weights.size(0) % rows])
    of_keys = weights.view(-1, rows, weights.size(1)).sum([1])
    fill = (block - of_keys.size(1) % block) % block
    return torch.constant_pad_nd(of_keys, [0, fill]).view(of_keys.size(0), -1, block).sum([2])


# Selects the blocks of a pattern (SparseD, section 3.2: isolated selection): prompt and generation blocks are chosen
# apart. The sequence of `length` tokens begins at row `first` of q [tokens, heads, head_dim] and
# k [tokens, kv_heads, head_dim]; `last` is the first key block of the generation.
# Works on `chunk` rows at a time, several query blocks or a part of one, so that memory is linear in the length.
# Returns bool [heads, blocks, blocks].
def forward(self, q: Tensor, k: Tensor, first: int, length: int, scale: float, block: int, last: int, keep: int,
            keep_last: int, chunk: int) -> Tensor:
    q = self.by_head(q, first, length)
    k = self.by_head(k, first, length)
    blocks = (length + block - 1) // block
    group = q.size(0) // k.size(0)
    start = last * block
    kept = torch.empty([q.size(0), blocks, blocks], dtype=11, device=q.device)
    for h in range(q.size(0)):
        # Every chunk reads all keys: a head's own, side by side, not every heads-th of the layer's.
        keys = k[h // group].to(6).contiguous().t()
        everywhere = torch.zeros([blocks, blocks], dtype=6, device=q.device)
        generation = torch.zeros([blocks, blocks - last], dtype=6, device=q.device)
        for row in range(0, length, chunk):
            rows = q[h].narrow(0, row, min(chunk, length - row)).to(6).mul(scale)
            scores = torch.mm(rows, keys)
            sums = self.block_sums(scores, block)
            everywhere.narrow(0, row // block, sums.size(0)).add_(sums)
            sums = self.block_sums(scores.narrow(1, start, length - start), block)
            generation.narrow(0, row // block, sums.size(0)).add_(sums)
        kept[h].copy_(self.largest(everywhere, keep))
        kept[h].narrow(1, last, blocks - last).copy_(self.largest(generation, keep_last))
    return kept
