# n 64-bit words of page-locked memory, whatever was in them.
def forward(self, n: int) -> Tensor:
    return torch.empty([n], dtype=4, device=torch.device("cpu"), pin_memory=True)
