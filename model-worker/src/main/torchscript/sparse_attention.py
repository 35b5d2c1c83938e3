# Cuts [heads, rows, head_dim] into blocks [heads * blocks, block, head_dim]; the last one is filled with zeros.
def blocked(self, x: Tensor, block: int) -> Tensor:
    fill = (block - x.size(1) % block) % block
    return torch.constant_pad_nd(x, [0, 0, 0, fill]).reshape(-1, block, x.size(2))


# Attends n queries from row `query`, where a block begins, block-sparsely to the sequence of `length` tokens that
# begins at `first`. q [tokens, heads, head_dim], k and v [tokens, kv_heads, head_dim]. Returns [n, heads * head_dim].
# A group holds the query blocks that keep equally many keys, so that no mask is needed.
# groups [m, 4], on the CPU, has for each group: its number of query blocks, the number of key blocks that each of them
# keeps, the number of keys in these (a kept last block ends with the canvas), and the number of query blocks that are
# gathered at a time.
# queries: rows of the blocked q, group after group; keys: rows of the blocked k that they keep, ascending.
def forward(self, q: Tensor, k: Tensor, v: Tensor, first: int, length: int, query: int, n: int, block: int,
            groups: Tensor, queries: Tensor, keys: Tensor) -> Tensor:
    heads = q.size(1)
    head_dim = q.size(2)
    query_blocks = self.blocked(self.by_head(q, query, n), block)
    key_blocks = self.blocked(self.by_head(k, first, length), block).view(-1, block * head_dim)
    value_blocks = self.blocked(self.by_head(v, first, length), block).view(-1, block * head_dim)
    out = torch.empty_like(query_blocks)
    done = 0
    key = 0
    for g in range(groups.size(0)):
        kept = int(groups[g][1])
        real = int(groups[g][2])
        end = done + int(groups[g][0])
        while done < end:
            m = min(int(groups[g][3]), end - done)
            rows = queries.narrow(0, done, m)
            wanted = keys.narrow(0, key, m * kept)
            q1 = query_blocks.index_select(0, rows).unsqueeze(1)
            k1 = key_blocks.index_select(0, wanted).view(m, 1, -1, head_dim).narrow(2, 0, real)
            v1 = value_blocks.index_select(0, wanted).view(m, 1, -1, head_dim).narrow(2, 0, real)
            out.index_copy_(0, rows, torch.scaled_dot_product_attention(q1, k1, v1).squeeze(1))
            done += m
            key += m * kept
    return out.view(heads, -1, head_dim).narrow(1, 0, n).transpose(0, 1).reshape(n, -1)
