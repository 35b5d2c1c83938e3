# [canvases, heads, length, head_dim] to [canvases * heads * blocks, block, head_dim], the tail filled with zeros.
def blocked(self, x: Tensor, block: int) -> Tensor:
    fill = (block - x.size(2) % block) % block
    return torch.constant_pad_nd(x, [0, 0, 0, fill]).reshape(-1, block, x.size(3))


# Block-sparse attention. A group holds the query blocks that keep equally many keys, so that no mask is needed:
# queries[g] [n] are rows of the blocked q, keys[g] [n, kept] are rows of the blocked k, ascending; lengths[g] is the number
# of real keys (a kept last block ends with the canvas); chunks[g] is how many query blocks are gathered at a time.
def forward(self, q: Tensor, k: Tensor, v: Tensor, block: int, queries: List[Tensor], keys: List[Tensor],
            lengths: List[int], chunks: List[int]) -> Tensor:
    head_dim = q.size(3)
    query_blocks = self.blocked(q, block)
    key_blocks = self.blocked(k, block).view(-1, block * head_dim)
    value_blocks = self.blocked(v, block).view(-1, block * head_dim)
    out = torch.empty_like(query_blocks)
    for g in range(len(queries)):
        length = lengths[g]
        of_query = queries[g].split(chunks[g])
        of_key = keys[g].split(chunks[g])
        for c in range(len(of_query)):
            n = of_query[c].size(0)
            wanted = of_key[c].reshape(-1)
            q1 = query_blocks.index_select(0, of_query[c]).unsqueeze(1)
            k1 = key_blocks.index_select(0, wanted).view(n, 1, -1, head_dim).narrow(2, 0, length)
            v1 = value_blocks.index_select(0, wanted).view(n, 1, -1, head_dim).narrow(2, 0, length)
            out.index_copy_(0, of_query[c], torch.scaled_dot_product_attention(q1, k1, v1).squeeze(1))
    return out.view(q.size(0), q.size(1), -1, head_dim).narrow(2, 0, q.size(2))
