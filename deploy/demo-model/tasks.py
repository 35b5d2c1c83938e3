"""The tasks: each draws a Case, the facts to hide in a text, the questions about them and the right answers."""

from dataclasses import dataclass, field

from arithmetic import problem
from facts import attribute, drawn_facts, some_values, subjects
from prose import TALK, filler, story
from words import ADJECTIVES, NOUNS, distinct, full_name, invented, number, thing, variable


ASSIGNMENTS = [("Set {} to {}.", "Which variables have the value {}?"),
               ("Set {} to {}.", "Which variables have the value {}?"),
               ("VAR {} = {}.", "Find all variables that are assigned the value {}.")]


@dataclass
class Case:
    """What a prompt is made of. In an answer the looked-up values stand in brackets, leading space included."""
    facts: list = field(default_factory=list)
    turns: list = field(default_factory=list)
    expected: list = field(default_factory=list)


def enumerate_words(items):
    return ", ".join(items[:-1]) + " and " + items[-1]


def listed(items):
    """The items as marked values, each with the space before it."""
    marked = [f"[ {item}]" for item in items]
    return ",".join(marked[:-1]) + " and" + marked[-1]


def state_all(rng, kind, pairs, evaluation):
    """A sentence for each pair; in training some are stated again, so that masked text can be copied."""
    again = [p for p in pairs if not evaluation and rng.random() < 0.3]
    return [kind.state(rng, s, v) for s, v in pairs + again]


def needles(rng, evaluation, count, asked=1):
    """`count` facts of one kind; `asked` questions about single ones, one after another."""
    kind, pairs = drawn_facts(rng, evaluation, count)
    chosen = rng.sample(pairs, min(asked, count))
    turns = [(kind.ask(rng, s), kind.answer(s, v)) for s, v in chosen]
    return Case(state_all(rng, kind, pairs, evaluation), turns, [chosen[0][1]])


def multi_query(rng, evaluation, count, asked):
    """`count` facts, and one question about `asked` of them."""
    a, keys = attribute(rng, evaluation), subjects(rng, evaluation, count)
    pairs = list(zip(keys, some_values(rng, evaluation, count)))
    facts = [f"The {a} for {s} is {v}." for s, v in pairs]
    chosen = rng.sample(pairs, asked)
    question = f"What is the {a} for each of {enumerate_words([s for s, _ in chosen])}?"
    answer = "Here: " + ", ".join(f"{s} is[ {v}]" for s, v in chosen) + "."
    return Case(facts, [(question, answer)], [v for _, v in chosen])


def multi_value(rng, evaluation, count, each):
    """Facts about `count` subjects with `each` values apiece; the answer lists one subject's values in text order."""
    a, keys = attribute(rng, evaluation), subjects(rng, evaluation, count)
    pairs = [(keys[i % count], v) for i, v in enumerate(some_values(rng, evaluation, count * each))]
    rng.shuffle(pairs)
    s = rng.choice(keys)
    found = [v for key, v in pairs if key == s]
    return Case([f"The {a} for {key} is {v}." for key, v in pairs],
                [(f"What are all the values of the {a} for {s}?", f"The values are{listed(found)}.")], found)


def pairs(rng, evaluation, count, asked):
    """One-word keys and one-word values: the plainest associative recall, with many answers in one turn."""
    keys = rng.sample(NOUNS, count)
    known = {k: rng.choice(ADJECTIVES) for k in keys}
    chosen = rng.sample(keys, asked)
    stated = rng.choice(["The word {k} means {v}.", "Here {k} means {v}."])
    answer = "Here: " + ", ".join(f"{k} means[ {known[k]}]" for k in chosen) + "."
    return Case([stated.format(k=k, v=v) for k, v in known.items()],
                [(f"What do these words mean: {', '.join(chosen)}?", answer)], [known[k] for k in chosen])


def tracking(rng, evaluation, chains, hops, asked=1):
    """Variables set to a number or to each other; asks which of them hold a number, or for the value of one."""
    names = iter(distinct(lambda: variable(rng, evaluation), chains * (hops + 1)))
    table = [([next(names) for _ in range(hops + 1)], v) for v in distinct(lambda: number(rng, evaluation), chains)]
    form, question = rng.choice(ASSIGNMENTS[:1] if evaluation else ASSIGNMENTS)
    waiting = [[form.format(c[0], v)] + [form.format(new, old) for old, new in zip(c, c[1:])] for c, v in table]
    facts = []
    while any(waiting):
        facts.append(rng.choice([w for w in waiting if w]).pop(0))
    turns, chosen = [], rng.sample(table, min(asked, chains))
    for chain, v in chosen:
        if evaluation or rng.random() < 0.7:
            turns.append((question.format(v), f"The variables with value {v} are{listed(chain)}."))
        else:
            steps = [f"{new} is[ {old}]" for new, old in zip(chain[::-1], chain[-2::-1])]
            turns.append((f"What is the value of {chain[-1]}?", ", ".join(steps + [f"{chain[0]} is[ {v}]"]) + "."))
    return Case(facts, turns, chosen[0][0])


def arithmetic(rng, evaluation, asked=1):
    drawn = [problem(rng, evaluation) for _ in range(asked)]
    return Case(turns=[(q, a) for q, a, _ in drawn], expected=[f"answer is {drawn[0][2]}."])


def copying(rng, evaluation, count):
    """Words, numbers, names or, in training, sentences to repeat."""
    sorts = [thing, number, full_name] + ([] if evaluation else [invented, invented, sentence])
    make = rng.choice(sorts)
    text = ", ".join(distinct(lambda: make(rng, evaluation), 1 if make is sentence else count))
    return Case(turns=[(f"Repeat after me: {text}.", f"Here:[ {text}].")], expected=[text])


def sentence(rng, evaluation):
    return filler(rng, evaluation).rstrip(".")


def talk(rng, evaluation):
    question, answer = rng.choice(TALK) if rng.random() < 0.6 else story(rng, evaluation)
    return Case(turns=[(question, answer)], expected=[answer])
