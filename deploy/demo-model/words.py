"""The words of the demo model's small world, and the split that keeps evaluation data out of training."""

import zlib

FIRST_NAMES = """Mara Ben Lena Otto Nina Paul Rosa Hugo Clara Finn Ella Noah Ada Karl Ruth Leo Iris Max Jana Tom Vera
Emil Nora Jack Alma Sam Greta Luke Ida Adam Elsa Dan Maya Carl Anna Erik Lily Felix Zoe Owen Hanna Jonas Sofia Mark
Julia Peter Tessa Simon Eva Victor""".split()
LAST_NAMES = """Stone Baker Fisher Hill Wood Carter Lane Brook Marsh Potter Cole Frost Grant Hunt Miller Price Reed Shaw
Turner Vance Ward York Bell Cooper Dale Ellis Ford Gray Hayes Keller Lowe Moss Nash Parker Quinn Rhodes Sutton Tate
Weber Young""".split()
ADJECTIVES = """red blue green golden silver quiet old young bright dark small large heavy light warm cold dry soft hard
sharp round narrow deep tall brave calm clever gentle honest lazy proud shy swift wild wooden ancient broken empty fresh
frozen hidden hollow lonely lost lucky pale plain rich rough simple smooth steep strange sweet tiny velvet amber crimson
violet""".split()
NOUNS = """apple river falcon garden mountain candle lantern forest bridge castle meadow harbor island valley window
mirror ladder basket blanket bottle bucket button camera carpet chair clock cloud coin compass cradle crown curtain desk
dragon drum eagle engine feather fence fiddle flag flute fountain fox goat guitar hammer horse jacket kettle kite lake
lamp lemon lion magnet maple marble mask melon needle oak ocean orange otter owl paddle paper parrot pebble pencil piano
pillow pine planet plum pocket pony puppet rabbit rocket rope saddle sailor salmon scarf shadow shell ship shovel spider
spoon squirrel stove swan table tent thunder ticket tiger torch tower trumpet tulip tunnel turtle umbrella violin wagon
walnut whale wheel whistle willow wolf zebra""".split()
PLACES = """market station library kitchen school museum village theater bakery farm beach tavern office square hotel
temple""".split()
TIMES = "morning evening night summer winter spring autumn day week year".split()
PAST = """painted carried watched found repaired cleaned lifted followed noticed moved sold bought borrowed hid washed
opened counted described kept left""".split()
PRESENT = "sleeps waits shines grows moves rests turns falls sings stands".split()
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTER_WEIGHTS = [8, 2, 3, 4, 10, 2, 2, 4, 7, 1, 2, 4, 3, 7, 7, 2, 1, 6, 6, 8, 3, 1, 2, 1, 2, 1]  # A to Z, in percent
HELD_OUT_SHARE = 0.1


def held_out(*parts):
    """True for the tenth of all names, keys, numbers and sentences that only evaluation may use."""
    return zlib.crc32("|".join(map(str, parts)).encode()) < HELD_OUT_SHARE * 2**32


def draw(make, evaluation):
    """Draws from make() until the result lies on the wanted side of the split."""
    while True:
        value = make()
        if held_out(value) == evaluation:
            return value


def distinct(make, count):
    """Draws `count` different values from make(), in the order drawn."""
    values = {}
    while len(values) < count:
        values[make()] = None
    return list(values)


def full_name(rng, evaluation):
    return draw(lambda: f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}", evaluation)


def number(rng, evaluation):
    return draw(lambda: str(rng.randrange(1000, 10000)), evaluation)


def thing(rng, evaluation):
    """An adjective and a noun, such as 'silver falcon'."""
    return draw(lambda: f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)}", evaluation)


def variable(rng, evaluation):
    """Two different capital letters, such as 'QZ'."""
    return draw(lambda: "".join(rng.sample(LETTERS, 2)), evaluation)


def syllables(rng):
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 3)))


def letters(rng):
    return "".join(rng.choices(LETTERS.lower(), LETTER_WEIGHTS, k=rng.randint(3, 8)))


def fragments(rng):
    """Pieces of known words, run together."""
    known = ADJECTIVES + NOUNS + PLACES + FIRST_NAMES + LAST_NAMES
    words = (rng.choice(known).lower() for _ in range(rng.randint(2, 3)))
    starts = ((word, rng.randrange(len(word) - 1)) for word in words)
    return "".join(word[at:at + rng.randint(2, 7)] for word, at in starts)


def invented(rng, evaluation):
    """A made-up word, which the tokenizer splits into pieces: teaches copying of words outside the vocabulary."""
    def make():
        word = rng.choice([syllables, letters, fragments, fragments])(rng)
        return word.capitalize() if rng.random() < 0.5 else word
    return draw(make, evaluation)
