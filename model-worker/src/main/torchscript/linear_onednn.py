# Multiplies as linear_aten.py does, on a CPU: in fp32 by oneDNN, which uses AVX-512 on every maker's CPU; MKL, which
# ATen takes, does not.
def linear(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if x.dtype != 6:
        return torch.linear(x, weight, bias)
    scalars: List[Optional[number]] = []
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", scalars, "")



