# Packs queries [rows, heads, head_dim], keys and values [rows, kv_heads, head_dim] by the device that attends with
# their heads: [devices * rows, width], where a row holds the queries, then the keys, then the values of a device.
def forward(self, q: Tensor, k: Tensor, v: Tensor, devices: int) -> Tensor:
    rows = q.size(0)
    parts = [x.reshape(rows, devices, -1).transpose(0, 1) for x in [q, k, v]]
    return torch.cat(parts, 2).view(devices * rows, -1)
