# Joins what each device attended to, [devices * rows, width], to rows of all heads: [rows, devices * width]. The part
# of this device is `own` [rows, width].
def forward(self, x: Tensor, devices: int, device: int, own: Tensor) -> Tensor:
    rows = own.size(0)
    joined = own.new_empty([rows, devices, own.size(1)])
    for i in range(devices):
        joined.select(1, i).copy_(own if i == device else x.narrow(0, i * rows, rows))
    return joined.view(rows, -1)
