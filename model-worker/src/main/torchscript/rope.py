# Computes the rotary tables [2, length, head_dim]: cosines, then sines. Frequencies and angles are in fp32, as in the
# published models: one ulp in a frequency is a visible error at position 1000. Runs on the CPU, whatever the device.
def forward(self, length: int, head_dim: int, theta: float) -> Tensor:
    exponents = torch.arange(0, head_dim, 2, dtype=6).div(head_dim)
    frequencies = torch.pow(theta, exponents).reciprocal()
    angles = torch.outer(torch.arange(length, dtype=6), frequencies)
    both = torch.cat([angles, angles], -1)
    return torch.stack([both.cos(), both.sin()])
