# Joins what each device attended to, [devices * rows, width], to rows of all heads: [rows, devices * width].
def forward(self, x: Tensor, devices: int) -> Tensor:
    rows = x.size(0) // devices
    return x.view(devices, rows, -1).transpose(0, 1).reshape(rows, -1)
