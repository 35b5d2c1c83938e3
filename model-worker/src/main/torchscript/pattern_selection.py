# The kept blocks of rows of importances [rows, blocks]: the `keep` largest of each row; the lowest index among equals.
def largest(self, importance: Tensor, keep: int) -> Tensor:
    order = torch.sort(importance, stable=True, dim=-1, descending=True)[1].narrow(-1, 0, keep)
    return torch.zeros_like(importance, dtype=11).scatter_(-1, order, True)


# Softmax weights of scores [rows, keys] summed over the rows and over each block of keys: [rows / block, blocks].
def block_sums(self, scores: Tensor, block: int) -> Tensor:
    weights = torch.softmax(scores, -1)
    rows = (block - weights.size(0) % block) % block
    columns = (block - weights.size(1) % block) % block
    padded = torch.constant_pad_nd(weights, [0, columns, 0, rows])
    return padded.view(-1, block, padded.size(1) // block, block).sum([1, 3])


# Isolated selection (SparseD, section 3.2): prompt and generation blocks are chosen apart.
# q [canvases, heads, length, head_dim], k [canvases, kv_heads, length, head_dim]; last: the first generation block.
# Returns bool [canvases, heads, blocks, blocks]. Works on `chunk` rows at a time: memory is linear in the length.
def forward(self, q: Tensor, k: Tensor, scale: float, block: int, last: int, keep: int, keep_last: int,
            chunk: int) -> Tensor:
    length = q.size(2)
    blocks = (length + block - 1) // block
    group = q.size(1) // k.size(1)
    start = last * block
    out = torch.empty([q.size(0), q.size(1), blocks, blocks], dtype=11, device=q.device)
    for b in range(q.size(0)):
        for h in range(q.size(1)):
            keys = k[b][h // group].to(6).t()
            for first in range(0, length, chunk):
                rows = q[b][h].narrow(0, first, min(chunk, length - first)).to(6).mul(scale)
                scores = torch.mm(rows, keys)
                kept = self.largest(self.block_sums(scores, block), keep)
                generation = self.block_sums(scores.narrow(1, start, length - start), block)
                kept.narrow(1, last, blocks - last).copy_(self.largest(generation, keep_last))
                out[b][h].narrow(0, first // block, kept.size(0)).copy_(kept)
    return out
