# Joins what each device attended to, [devices * rows, width], to rows of all heads: [rows, devices * width]. The part of
# this device is `own` [rows, width].
def forward(self, x: Tensor, devices: int, device: int, own: Tensor) -> Tensor:
    rows = own.size(0)
    joined = x.view(devices, rows, -1).transpose(0, 1).contiguous()
    joined.select(1, device).copy_(own)
    return joined.view(rows, -1)
