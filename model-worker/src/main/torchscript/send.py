# Copies 64-bit words to a device; the caller does not wait for it.
def forward(self, x: Tensor, device: str) -> Tensor:
    return x.to(torch.device(device), 4, True)
