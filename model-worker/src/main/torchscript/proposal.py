# Draws one of 2^52 evenly spaced numbers in (0, 1) for each row key [n] and vocabulary index: the splitmix64 mix of
# their sum.
def uniform(self, keys: Tensor, vocabulary: int) -> Tensor:
    index = torch.arange(1, vocabulary + 1, dtype=4, device=keys.device).mul(-7046029254386353131)
    z = keys.unsqueeze(1).add(index)
    z = z.bitwise_xor(z.bitwise_right_shift(30).bitwise_and(17179869183)).mul(-4658895280553007687)
    z = z.bitwise_xor(z.bitwise_right_shift(27).bitwise_and(137438953471)).mul(-7723592293110705685)
    z = z.bitwise_xor(z.bitwise_right_shift(31).bitwise_and(8589934591))
    return z.bitwise_right_shift(12).bitwise_and(4503599627370495).to(7).add(0.5).mul(2.220446049250313e-16)


# Draws ln(-ln u), the negative of a standard Gumbel variate.
def log_exponential(self, keys: Tensor, vocabulary: int) -> Tensor:
    return self.uniform(keys, vocabulary).log().neg().log()


# Removes the tokens beyond the nucleus of probability top_p; the token that crosses it stays.
def nucleus(self, logits: Tensor, top_p: float) -> Tensor:
    ordered, order = torch.sort(logits, stable=True, dim=-1, descending=True)
    before = torch.softmax(ordered, -1).cumsum(-1).narrow(-1, 0, logits.size(-1) - 1)
    beyond = torch.constant_pad_nd(before.gt(top_p), [1, 0])
    return logits.masked_fill(torch.zeros_like(beyond).scatter(-1, order, beyond), -float("inf"))


# Removes the tokens that are less probable than the k-th most probable one.
def k_best(self, logits: Tensor, k: int) -> Tensor:
    threshold = torch.topk(logits, min(k, logits.size(-1)))[0].narrow(-1, -1, 1)
    return logits.masked_fill(logits.lt(threshold), -float("inf"))


# Proposes a token and its confidence for each row of logits [n, vocabulary], in fp64.
# keys [n] key the noise. sampling 0: greedy, 1: Gumbel (LLaDA), 2: categorical (Dream, on filtered logits), 3: the
# tokens are given, as keys.
# confidence 1: probability of the token, 2: margin of the best two, 3: negative entropy.
def forward(self, logits: Tensor, keys: Tensor, sampling: int, temperature: float, top_p: float, top_k: int,
            confidence: int) -> List[Tensor]:
    x = logits.to(7)
    if sampling == 2:
        if temperature > 0:
            x = x.div(temperature)
        if top_p < 1:
            x = self.nucleus(x, top_p)
        if top_k > 0:
            x = self.k_best(x, top_k)
    drawn = x
    if temperature > 0 and sampling == 1:
        drawn = x.sub(self.log_exponential(keys, x.size(1)).mul(temperature))
    if temperature > 0 and sampling == 2:
        drawn = x.sub(self.log_exponential(keys, x.size(1)))
    token = keys if sampling == 3 else drawn.argmax(-1)
    probability = torch.softmax(x, -1)
    if confidence == 2:
        best = torch.topk(probability, 2)[0]
        return [token, best.select(-1, 0).sub(best.select(-1, 1))]
    if confidence == 3:
        return [token, probability.mul(probability.add(1e-10).log()).sum(-1)]
    return [token, probability.gather(-1, token.unsqueeze(-1)).squeeze(-1)]
