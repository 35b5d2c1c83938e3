"""Short word problems in the style of GSM8K, solved by equations before the answer."""

from prose import THINGS
from words import distinct, full_name, held_out


def problem(rng, evaluation):
    """(question, marked answer, result) of one or two operations; operands and results are 1 to 99."""
    a, b, c = rng.randint(2, 99), rng.randint(1, 89), rng.randint(1, 60)
    m, n = rng.randint(2, 9), rng.randint(2, 9)
    me, you = (name.split()[0] for name in distinct(lambda: full_name(rng, evaluation), 2))
    who, t = rng.choice([me, "She", "He"]), rng.choice(THINGS)
    text, steps = rng.choice([
        (f"{me} has {a} {t}. {who} buys {b} more. How many {t} does {me} have now?", [(a, "+", b)]),
        (f"{me} has {a} {t} and finds {b} more. How many {t} are there in all?", [(a, "+", b)]),
        (f"{me} has {a} {t}. {who} gives {b} to {you}. How many {t} does {me} have left?", [(a, "-", b)]),
        (f"{me} had {a} {t} and lost {b}. How many {t} are left?", [(a, "-", b)]),
        (f"{me} has {a} {t}, finds {b} more and then sells {c}. How many {t} does {me} have now?",
         [(a, "+", b), (a + b, "-", c)]),
        (f"There were {a} {t} in a box. {me} took {b} and {you} took {c}. How many {t} are left?",
         [(a, "-", b), (a - b, "-", c)]),
        (f"There are {m} boxes with {n} {t} each. How many {t} are there?", [(m, "*", n)]),
        (f"One of the {t} costs {m} coins. How many coins does {me} pay for {n} {t}?", [(m, "*", n)]),
        (f"{me} has {m} bags with {n} {t} each and {b} more {t}. How many {t} does {me} have?",
         [(m, "*", n), (m * n, "+", b)]),
        (f"{me} has {a} {t}. {you} has {b} more than {me}. How many {t} do they have together?",
         [(a, "+", b), (a, "+", a + b)]),
        (f"What is {a} + {b}?", [(a, "+", b)]),
        (f"What is {a} - {b}?", [(a, "-", b)]),
        (f"What is {m} * {n}?", [(m, "*", n)]),
    ])
    results = [{"+": x + y, "-": x - y, "*": x * y}[op] for x, op, y in steps]
    product = steps[0][1] == "*"
    split = held_out(m, n, b) if product else held_out(a, b)
    if min(results) < 1 or max(results) > 99 or (split != evaluation and not (product and len(steps) == 1)):
        return problem(rng, evaluation)
    work = " ".join(f"{x} {op} {y} =[ {r}]." for (x, op, y), r in zip(steps, results))
    return text, f"{work} The answer is[ {results[-1]}].", str(results[-1])
