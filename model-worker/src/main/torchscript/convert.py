# Copies a tensor to a device, in an element type (libtorch's code).
def forward(self, x: Tensor, device: str, dtype: int) -> Tensor:
    return x.to(torch.device(device), dtype)
