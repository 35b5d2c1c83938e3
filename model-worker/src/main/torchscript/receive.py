# 64-bit words of a device into page-locked ones; waits for the device.
def forward(self, host: Tensor, x: Tensor) -> Tensor:
    return host.copy_(x)
