# Packs queries [rows, heads, head_dim], keys and values [rows, kv_heads, head_dim] by the device that attends with
# their heads: [devices * rows, width], where a row holds the queries, then the keys, then the values of a device. The
# part of this device, `own`, goes into `all` [all rows, width] instead, from row `first` on.
def forward(self, q: Tensor, k: Tensor, v: Tensor, devices: int, own: int, all: Tensor, first: int) -> Tensor:
    rows = q.size(0)
    packed = all.new_empty([devices * rows, all.size(1)])
    for device in range(devices):
        target = all.narrow(0, first, rows) if device == own else packed.narrow(0, device * rows, rows)
        column = 0
        for x in [q, k, v]:
            heads = x.size(1) // devices
            width = heads * x.size(2)
            part = target.narrow(1, column, width).view(rows, heads, x.size(2))
            part.copy_(x.narrow(1, device * heads, heads))
            column += width
    return packed
