# Attends as dense_attention.py does, but each sequence sees only what its mask keeps. The mask
# [count, heads, query blocks, key blocks], of `block` tokens a block, is 0 where a key block is kept, else minus
# infinity. The queries are those of the rows from `row` on of a sequence.
def forward(self, q: Tensor, k: Tensor, v: Tensor, first: int, length: int, count: int, query: int, n: int, stride: int,
            mask: Tensor, row: int, block: int) -> Tensor:
    q1 = self.sequences(q, query, n, stride, count)
    k1 = self.sequences(k, first, length, length, count)
    v1 = self.sequences(v, first, length, length, count)
    blocks = mask.size(3)
    of_rows = mask.unsqueeze(4).expand(-1, -1, -1, -1, block).reshape(count, q.size(1), blocks, 1, blocks * block)
    whole = of_rows.expand(-1, -1, -1, block, -1).reshape(count, q.size(1), blocks * block, blocks * block)
    seen = whole.narrow(2, row, n).narrow(3, 0, length)
    out = torch.scaled_dot_product_attention(q1, k1, v1, seen, enable_gqa=q.size(1) != k.size(1))
    return out.transpose(1, 2).reshape(count * n, -1)
