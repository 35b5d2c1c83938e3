# [canvases, heads, length, head_dim] to [canvases * heads * blocks, block, head_dim], the tail filled with zeros.
def blocked(self, x: Tensor, block: int) -> Tensor:
    fill = (block - x.size(2) % block) % block
    return torch.constant_pad_nd(x, [0, 0, 0, fill]).reshape(-1, block, x.size(3))


# Block-sparse attention. A group holds the query blocks that keep equally many keys, so that no mask is needed.
# groups [n, 4], on the CPU, says of each: its query blocks, the key blocks that each of them keeps, their real keys (a kept
# last block ends with the canvas), and how many query blocks are gathered at a time.
# queries: rows of the blocked q, group after group; keys: rows of the blocked k that they keep, ascending.
def forward(self, q: Tensor, k: Tensor, v: Tensor, block: int, groups: Tensor, queries: Tensor,
            keys: Tensor) -> Tensor:
    head_dim = q.size(3)
    query_blocks = self.blocked(q, block)
    key_blocks = self.blocked(k, block).view(-1, block * head_dim)
    value_blocks = self.blocked(v, block).view(-1, block * head_dim)
    out = torch.empty_like(query_blocks)
    query = 0
    key = 0
    for g in range(groups.size(0)):
        kept = int(groups[g][1])
        length = int(groups[g][2])
        end = query + int(groups[g][0])
        while query < end:
            n = min(int(groups[g][3]), end - query)
            rows = queries.narrow(0, query, n)
            wanted = keys.narrow(0, key, n * kept)
            q1 = query_blocks.index_select(0, rows).unsqueeze(1)
            k1 = key_blocks.index_select(0, wanted).view(n, 1, -1, head_dim).narrow(2, 0, length)
            v1 = value_blocks.index_select(0, wanted).view(n, 1, -1, head_dim).narrow(2, 0, length)
            out.index_copy_(0, rows, torch.scaled_dot_product_attention(q1, k1, v1).squeeze(1))
            query += n
            key += n * kept
    return out.view(q.size(0), q.size(1), -1, head_dim).narrow(2, 0, q.size(2))
