# Applies classifier-free guidance: turns logits [2 * n, vocabulary], conditional rows before unconditional ones, into
# logits [n, vocabulary] in fp32.
def forward(self, logits: Tensor, scale: float) -> Tensor:
    conditional, unconditional = logits.to(6).chunk(2, 0)
    return unconditional.add(conditional.sub(unconditional).mul(scale + 1.0))
