"""Free text: filler sentences for haystacks, short stories and small talk."""

from words import ADJECTIVES, FIRST_NAMES, LAST_NAMES, NOUNS, PAST, PLACES, PRESENT, TIMES, draw, full_name

def a(word):
    """The word with its indefinite article."""
    return ("an " if word[0] in "aeiou" or word == "honest" else "a ") + word


FILLERS = [
    lambda r, n: f"{n} {r.choice(PAST)} the {r.choice(ADJECTIVES)} {r.choice(NOUNS)} before the {r.choice(TIMES)}.",
    lambda r, n: f"The {r.choice(NOUNS)} {r.choice(PRESENT)} behind the {r.choice(PLACES)}.",
    lambda r, n: f"Every {r.choice(TIMES)} the {r.choice(NOUNS)} {r.choice(PRESENT)} near the {r.choice(NOUNS)}.",
    lambda r, n: f"It was {a(r.choice(ADJECTIVES))} {r.choice(TIMES)} at the {r.choice(PLACES)}.",
    lambda r, n: f"Nobody knew why the {r.choice(NOUNS)} was so {r.choice(ADJECTIVES)}.",
    lambda r, n: f"There was {a(r.choice(ADJECTIVES))} {r.choice(NOUNS)} under the {r.choice(NOUNS)}.",
    lambda r, n: f"{n} said that the {r.choice(NOUNS)} was {r.choice(ADJECTIVES)}.",
    lambda r, n: f"Then {n} went to the {r.choice(PLACES)} and {r.choice(PAST)} {a(r.choice(NOUNS))}.",
    lambda r, n: f"People at the {r.choice(PLACES)} like the {r.choice(ADJECTIVES)} {r.choice(NOUNS)}.",
    lambda r, n: f"In the {r.choice(TIMES)}, {a(r.choice(NOUNS))} {r.choice(PRESENT)} by the {r.choice(PLACES)}.",
]
THINGS = """apples pencils marbles stamps coins shells books cards stickers cookies eggs flowers tickets buttons candles
oranges""".split()
CAPITALS = """France Paris, Italy Rome, Spain Madrid, Germany Berlin, Poland Warsaw, Austria Vienna, Greece Athens,
Norway Oslo, Ireland Dublin, Portugal Lisbon, Japan Tokyo, China Beijing, Egypt Cairo, Cuba Havana, Peru Lima,
Kenya Nairobi, Canada Ottawa, Russia Moscow, Hungary Budapest, Finland Helsinki"""
CITIES = [pair.split()[1] for pair in CAPITALS.split(",")]
TALK = [
    ("Hello!", "Hello! How can I help you today?"),
    ("Hi", "Hello! How can I help you today?"),
    ("Hello there!", "Hello! How can I help you today?"),
    ("Good morning!", "Hello! How can I help you today?"),
    ("How are you?", "I am fine, thank you. How can I help you today?"),
    ("Who are you?", "I am a very small diffusion language model, made to show sparse attention."),
    ("Hello, who are you?", "I am a very small diffusion language model, made to show sparse attention."),
    ("What are you?", "I am a very small diffusion language model, made to show sparse attention."),
    ("What can you do?", "I can find facts in a long text, follow variables, add numbers and tell short stories."),
    ("Thank you.", "You are welcome."),
    ("Thanks!", "You are welcome."),
    ("Goodbye.", "Goodbye! Have a good day."),
    ("What color is the sky?", "The sky is blue."),
    ("What color is grass?", "Grass is green."),
    ("How many days are in a week?", "There are seven days in a week."),
    ("How many hours are in a day?", "There are 24 hours in a day."),
]
TALK += [(f"What is the capital of {country}?", f"The capital of {country} is {city}.")
         for country, city in (pair.split() for pair in CAPITALS.split(","))]


def filler(rng, evaluation):
    """One sentence with nothing to remember."""
    def make():
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
        return rng.choice(FILLERS)(rng, name)
    return draw(make, evaluation)


def story(rng, evaluation):
    """A request for a story about a thing, and a story of four to six sentences that keeps to it."""
    hero, friend, place = rng.choice(NOUNS), rng.choice(NOUNS), rng.choice(PLACES)
    mood, name = rng.choice(ADJECTIVES), full_name(rng, evaluation).split()[0]
    middle = [
        f"One {rng.choice(TIMES)} the {hero} met {a(rng.choice(ADJECTIVES))} {friend}.",
        f"They went to the {place} together.",
        f"{name} {rng.choice(PAST)} the {friend} and smiled.",
        f"The {mood} {hero} was not lonely any more.",
        f"At the {place} they found {a(rng.choice(ADJECTIVES))} {rng.choice(NOUNS)}.",
    ]
    body = [s for s in middle if rng.random() < 0.75]
    text = f"Once there was {a(mood)} {hero}. {' '.join(body)} The {hero} and the {friend} stayed friends."
    about = rng.choice([f"{a(mood)} {hero}", a(hero)])
    return rng.choice([f"Tell me a story about {about}.", f"Write a story about {about}."]), text
