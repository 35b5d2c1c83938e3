# Classifier-free guidance: logits [2 * n, vocabulary], conditional rows then unconditional ones, to
# [n, vocabulary] in fp32.
def forward(self, logits: Tensor, scale: float) -> Tensor:
    conditional, unconditional = logits.to(6).chunk(2, 0)
    return unconditional.add(conditional.sub(unconditional).mul(scale + 1.0))
