"""The facts that are hidden in texts: who or what they are about, what they say, and how one asks for them."""

from dataclasses import dataclass

from prose import CITIES, THINGS
from words import ADJECTIVES, FIRST_NAMES, NOUNS, PLACES, distinct, draw, full_name, invented, number, thing

ATTRIBUTES = "code number password address price key score secret date size weight room phone pin".split()
STATED = ["The {a} for {s} is {v}.", "Remember that the {a} for {s} is {v}.", "Note that the {a} for {s} is {v}.",
          "By the way, the {a} for {s} is {v}.", "The {a} for {s} is: {v}.", "The {a} of {s} is {v}."]
ASKED = ["What is the {a} for {s}?", "Tell me the {a} for {s}.", "Do you know the {a} for {s}?",
         "What is the {a} of {s}?", "Which {a} belongs to {s}?", "What is the {a} for {s} mentioned in the text?"]
ABOUT_PEOPLE = [("{s} lives in {v}.", "Where does {s} live?", lambda rng: rng.choice(CITIES)),
                ("{s} works at the {v}.", "Where does {s} work?", lambda rng: rng.choice(PLACES)),
                ("{s} was born in {v}.", "When was {s} born?", lambda rng: str(rng.randint(1900, 2020))),
                ("{s} owns the {v}.", "What does {s} own?", lambda rng: rng.choice(NOUNS)),
                ("{s} collects {v}.", "What does {s} collect?", lambda rng: rng.choice(THINGS))]


@dataclass(frozen=True)
class Kind:
    """One kind of fact. `stated` and `asked` are sentences to choose from, `answered` is the sentence of an answer."""
    stated: list
    asked: list
    answered: str

    def state(self, rng, s, v):
        return rng.choice(self.stated).format(s=s, v=v)

    def ask(self, rng, s):
        return rng.choice(self.asked).format(s=s)

    def answer(self, s, v):
        """The sentence that answers, its value in brackets with the space before it."""
        return self.answered.replace(" {v}", "[ {v}]").format(s=s, v=v)


def first_name(rng):
    return rng.choice(FIRST_NAMES) if rng.random() < 0.5 else invented(rng, False).capitalize()


def about_people(rng, count):
    """A kind of fact about people, and `count` pairs (person, value)."""
    stated, asked, value = rng.choice(ABOUT_PEOPLE)
    make = rng.choice([lambda: full_name(rng, False), lambda: first_name(rng)])
    return Kind([stated], [asked], stated), [(name, value(rng)) for name in distinct(make, count)]


def subjects(rng, evaluation, count):
    """Different people or things of one sort."""
    article = rng.choice(["", "the "])
    sorts = [lambda: article + thing(rng, evaluation), lambda: full_name(rng, evaluation)]
    if not evaluation:
        sorts += [*sorts, lambda: "the " + rng.choice(NOUNS), lambda: first_name(rng),
                  lambda: invented(rng, False), lambda: "the " + invented(rng, False)]
    return distinct(rng.choice(sorts), count)


def attribute(rng, evaluation):
    """What a fact says of its subject: in training now and then with an adjective, or any noun at all."""
    if evaluation:
        return rng.choice(ATTRIBUTES)
    quality = rng.choice(["", "", "magic ", "secret ", "special ", rng.choice(ADJECTIVES) + " "])
    return quality + rng.choice(ATTRIBUTES if rng.random() < 0.8 else NOUNS)


def some_values(rng, evaluation, count):
    """Different values of one sort: four-digit numbers in evaluation; others too in training."""
    if evaluation or rng.random() < 0.6:
        return distinct(lambda: number(rng, evaluation), count)
    digits = rng.randint(3, 7)
    return distinct(rng.choice([
        lambda: thing(rng, False),
        lambda: invented(rng, False),
        lambda: draw(lambda: str(rng.randrange(10 ** (digits - 1), 10 ** digits)), False),
        lambda: draw(lambda: str(rng.randrange(10 ** (digits - 1), 10 ** digits)), False),
    ]), count)


def drawn_facts(rng, evaluation, count):
    """A kind of fact and `count` pairs (subject, value) of different subjects."""
    if not evaluation and rng.random() < 0.2:
        return about_people(rng, count)
    a = attribute(rng, evaluation)
    kind = Kind([t.replace("{a}", a) for t in STATED], [t.replace("{a}", a) for t in ASKED],
                STATED[0].replace("{a}", a))
    return kind, list(zip(subjects(rng, evaluation, count), some_values(rng, evaluation, count)))
