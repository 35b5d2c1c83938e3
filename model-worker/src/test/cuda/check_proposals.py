"""Checks sparsed_propose against torchscript/proposal.py's arithmetic in float64."""

from ctypes import c_double, c_int64, c_size_t

import torch

import common
from common import address

GREEDY, GUMBEL, CATEGORICAL = 0, 1, 2
PROBABILITY, MARGIN, NEGATIVE_ENTROPY = 1, 2, 3


def log_exponential(keys, vocabulary):
    def shifted(z, bits):
        return z.bitwise_right_shift(bits).bitwise_and((1 << (64 - bits)) - 1)

    z = keys.unsqueeze(1) + torch.arange(1, vocabulary + 1, device="cuda").mul(-7046029254386353131)
    z = z.bitwise_xor(shifted(z, 30)).mul(-4658895280553007687)
    z = z.bitwise_xor(shifted(z, 27)).mul(-7723592293110705685)
    z = z.bitwise_xor(shifted(z, 31))
    uniform = shifted(z, 12).double().add(0.5).mul(2.0**-52)
    return uniform.log().neg().log()


def reference(logits, keys, sampling, temperature, confidence):
    x = logits.double()
    if sampling == CATEGORICAL and temperature > 0:
        x = x / temperature
    drawn = x
    if sampling != GREEDY and temperature > 0:
        noise = log_exponential(keys, x.shape[1])
        drawn = x - (noise * temperature if sampling == GUMBEL else noise)
    token = drawn.argmax(-1)
    probability = x.softmax(-1)
    if confidence == MARGIN:
        best = probability.topk(2)[0]
        return token, best[:, 0] - best[:, 1]
    if confidence == NEGATIVE_ENTROPY:
        return token, (probability * (probability + 1e-10).log()).sum(-1)
    return token, probability.gather(-1, token.unsqueeze(-1)).squeeze(-1)


def propose(kernels, logits, keys, sampling, temperature, confidence):
    rows, vocabulary = logits.shape
    tokens = common.Guarded((rows,), torch.int64)
    confidences = common.Guarded((rows,), torch.float64)
    size = kernels.sparsed_propose_workspace(rows, vocabulary)
    workspace = common.Guarded((size,), torch.uint8)
    common.succeed(kernels, kernels.sparsed_propose(
        address(logits), c_int64(logits.stride(0)), address(keys), rows, vocabulary, sampling,
        c_double(temperature), confidence, address(tokens.tensor), address(confidences.tensor),
        address(workspace.tensor), c_size_t(size), common.stream()))
    intact = tokens.intact() and confidences.intact() and workspace.intact()
    return tokens.tensor, confidences.tensor, intact


def random_logits(generator, rows, vocabulary, spread):
    """Logits [rows, vocabulary] in wider rows, NaN beyond the vocabulary and after the last row's end."""
    stride = -(-vocabulary // 8) * 8 + 8
    flat = torch.full((rows * stride,), float("nan"), device="cuda", dtype=torch.bfloat16)
    logits = flat[: (rows - 1) * stride + vocabulary].as_strided((rows, vocabulary), (stride, 1))
    return logits.copy_(torch.randn(rows, vocabulary, device="cuda", generator=generator) * spread)


def check_random(tally, kernels, generator):
    for vocabulary in (2, 512, 8191, 8192, 8193, 100003, 126464, 152064):
        for rows in (1, 3, 64) if vocabulary == 126464 else (3,):
            for spread in (1.0, 6.0):
                logits = random_logits(generator, rows, vocabulary, spread)
                keys = torch.randint(-(2**63), 2**63 - 1, (rows,), device="cuda", generator=generator)
                for sampling, temperature in (
                    (GREEDY, 0.0), (GREEDY, 0.7), (GUMBEL, 0.0), (GUMBEL, 0.8), (CATEGORICAL, 0.0), (CATEGORICAL, 0.2),
                    (CATEGORICAL, 1.3),
                ):
                    for confidence in (PROBABILITY, MARGIN, NEGATIVE_ENTROPY):
                        name = f"{rows} x {vocabulary} spread {spread} {sampling} {temperature} {confidence}"
                        token, expected = reference(logits, keys, sampling, temperature, confidence)
                        actual_token, actual, intact = propose(
                            kernels, logits, keys, sampling, temperature, confidence)
                        tally.check(name, intact, "wrote where it should not")
                        if sampling == GREEDY or temperature == 0:
                            # Exact ties are common in bfloat16.
                            best = logits.max(-1, keepdim=True)[0]
                            token = (logits == best).byte().argmax(-1)
                            if confidence == PROBABILITY:
                                expected = logits.double().softmax(-1).gather(-1, token.unsqueeze(-1)).squeeze(-1)
                        tally.check(name, torch.equal(actual_token, token), "token")
                        # Float64 itself leaves 1e-16 of what cancels in the entropy of a nearly certain row.
                        off = ((actual - expected).abs() / expected.abs().clamp_min(1e-9)).max()
                        tally.check(name, float(off) <= 1e-6, f"confidence off by {float(off):.1e}")


def check_ties(tally, kernels):
    logits = torch.zeros(2, 20000, device="cuda", dtype=torch.bfloat16)
    logits[0, [17, 9000, 19999]] = 2
    token, margin, _ = propose(kernels, logits, None, GREEDY, 0.0, MARGIN)
    tally.check("ties", token.tolist() == [17, 0] and margin.tolist() == [0.0, 0.0])


def check_impossible(tally, kernels):
    """Infinite and undefined logits neither hang nor point outside the vocabulary."""
    infinity = float("inf")
    logits = torch.full((4, 9000), -infinity, device="cuda", dtype=torch.bfloat16)
    logits[0, 8500] = -3
    logits[2] = float("nan")
    logits[3] = 0
    logits[3, 5] = float("nan")
    keys = torch.arange(4, device="cuda")
    for sampling in (GREEDY, GUMBEL, CATEGORICAL):
        for confidence in (PROBABILITY, MARGIN, NEGATIVE_ENTROPY):
            token, value, _ = propose(kernels, logits, keys, sampling, 0.5, confidence)
            name = f"impossible {sampling} {confidence}"
            tally.check(name, int(token[0]) == 8500, "the only possible token")
            certain = 0.0 if confidence == NEGATIVE_ENTROPY else 1.0
            tally.check(name, abs(float(value[0]) - certain) < 1e-9, f"certain {float(value[0])}")
            tally.check(name, int(token[1]) == 0 and value[1:].isnan().all(), "nothing possible, or undefined")
            tally.check(name, bool(((token >= 0) & (token < 9000)).all()), "outside the vocabulary")


def check_repeats(tally, kernels, generator):
    logits = random_logits(generator, 40, 126464, 3.0)
    keys = torch.arange(40, device="cuda")
    for confidence in (PROBABILITY, MARGIN, NEGATIVE_ENTROPY):
        first = propose(kernels, logits, keys, GUMBEL, 0.5, confidence)
        for _ in range(20):
            again = propose(kernels, logits, keys, GUMBEL, 0.5, confidence)
            tally.check("repeats", torch.equal(first[0], again[0]) and torch.equal(first[1], again[1]))


def check_refusals(tally, kernels):
    logits = torch.zeros(2, 64, device="cuda", dtype=torch.bfloat16)
    out = torch.zeros(1024, device="cuda", dtype=torch.float64)

    def code(stride=64, keys=None, sampling=GREEDY, temperature=0.0, confidence=PROBABILITY, size=4096):
        return kernels.sparsed_propose(
            address(logits), c_int64(stride), address(keys), 2, 64, sampling, c_double(temperature),
            confidence, address(out), address(out), address(out), c_size_t(size), common.stream())

    tally.check("right", code() == 0)
    tally.check("rows overlap", code(stride=56) == common.BAD_ARGUMENT)
    tally.check("rows misaligned", code(stride=65) == common.BAD_ARGUMENT)
    tally.check("no keys", code(sampling=GUMBEL, temperature=1.0) == common.BAD_ARGUMENT)
    tally.check("sampling", code(sampling=3) == common.BAD_ARGUMENT)
    tally.check("confidence", code(confidence=0) == common.BAD_ARGUMENT)
    tally.check("temperature", code(temperature=float("nan")) == common.BAD_ARGUMENT)
    tally.check("workspace", code(size=8) == common.WORKSPACE)


def main():
    common.skip_without_gpu()
    kernels = common.library()
    tally = common.Tally()
    generator = torch.Generator("cuda").manual_seed(2)
    check_refusals(tally, kernels)
    check_random(tally, kernels, generator)
    check_ties(tally, kernels)
    check_impossible(tally, kernels)
    check_repeats(tally, kernels, generator)
    tally.finish("proposals")


if __name__ == "__main__":
    main()
