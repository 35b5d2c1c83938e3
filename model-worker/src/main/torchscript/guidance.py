# Classifier-free guidance: logits [2, n, vocabulary], conditional then unconditional, to [n, vocabulary].
def forward(self, logits: Tensor, scale: float) -> Tensor:
    return logits[1].add(logits[0].sub(logits[1]).mul(scale + 1.0))
