# Returns a weight [outputs, inputs] in fp8 and its factors [outputs, 1].
def forward(self, weight: Tensor) -> List[Tensor]:
    return self.in_fp8(weight)
