# Computes the rotary tables [2, length, head_dim]: cosines, then sines. Frequencies and angles are in fp32, as in the
# published models: one ulp in a frequency is a visible error at position 1000. Only `rotated` dimensions have an angle,
# the first ones of each half. Cosines and sines are rounded to a type. Runs on the CPU, whatever the device.
def forward(self, length: int, head_dim: int, rotated: int, theta: float, dtype: int) -> Tensor:
    exponents = torch.arange(0, rotated, 2, dtype=6).div(rotated)
    frequencies = torch.pow(theta, exponents).reciprocal()
    angles = torch.outer(torch.arange(length, dtype=6), frequencies)
    half = torch.constant_pad_nd(angles, [0, (head_dim - rotated) // 2])
    both = torch.cat([half, half], -1)
    return torch.stack([both.cos(), both.sin()]).to(dtype).to(6)
