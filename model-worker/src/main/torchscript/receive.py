# Copies a device's 64-bit words to page-locked ones; waits for the device.
def forward(self, host: Tensor, x: Tensor) -> Tensor:
    return host.copy_(x)
