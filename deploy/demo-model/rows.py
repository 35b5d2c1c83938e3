"""From a Case to token ids: the chat layout, the haystack around the facts, and each token's role in the loss."""

import re

PROMPT, ANSWER, PAD, VALUE = range(4)
OPENINGS = ["Read this text and answer the question.", "Here is a text.", "Remember this text.", ""]
BREAKS = [" "] * 18 + ["\n", "\n\n"]  # what stands between two sentences


class Layout:
    """Lays out conversations of one tokenizer, with filler sentences to choose from."""

    def __init__(self, tokenizer, rng, fillers):
        self.tok = tokenizer
        self.fillers = [tokenizer.encode(rng.choice(BREAKS) + filler) for filler in fillers]
        chat = tokenizer.chat
        self.opening, self.to_answer, self.to_question = (
            tokenizer.encode_chat(text) for text in (chat.opening, chat.to_answer, chat.to_question))

    def _answer(self, marked):
        """Ids and roles of an answer in which brackets mark looked-up values."""
        ids, roles = [], []
        for i, piece in enumerate(re.split(r"[\[\]]", marked)):
            encoded = self.tok.encode(piece)
            ids += encoded
            roles += [VALUE if i % 2 else ANSWER] * len(encoded)
        return ids + [self.tok.end_turn], roles + [ANSWER]

    def _text(self, rng, facts, space):
        """The facts in order at random places among as many filler sentences as fit into `space` tokens."""
        sentences = []
        while space >= 8:
            filler = rng.choice(self.fillers)
            if len(filler) <= space:
                sentences.append(filler)
                space -= len(filler)
            elif space < 16:
                break
        places = sorted(rng.randint(0, len(sentences)) for _ in facts)
        for place, fact in zip(reversed(places), reversed(facts)):
            sentences.insert(place, fact)
        return [token for sentence in sentences for token in sentence]

    def prompt(self, rng, case, length):
        """Ids of a prompt that asks the case's first question, up to where the answer starts.

        The haystack fills it up to nearly `length` tokens; a length of 0 gives the facts alone.
        """
        question = case.turns[0][0]
        if not case.facts:
            return [*self.opening, *self.tok.encode(question), *self.to_answer]
        opening, facts = rng.choice(OPENINGS), case.facts
        if not opening:
            opening, facts = facts[0], facts[1:]
        head = [*self.opening, *self.tok.encode(opening)]
        tail = [*self.tok.encode(rng.choice(BREAKS) + question), *self.to_answer]
        facts = [self.tok.encode(rng.choice(BREAKS) + fact) for fact in facts]
        return head + self._text(rng, facts, length - len(head) - len(tail) - sum(map(len, facts))) + tail

    def row(self, rng, case, length, region, fill):
        """Ids and roles of a training row of exactly `length` tokens, or None where the case does not fit.

        `region` is the least number of tokens from the start of the last answer to the end of the row. The last
        questions are left out where not all fit. `fill` adds the haystack.
        """
        turns = []
        for i, (question, answer) in enumerate(case.turns):
            ask = [*self.to_question, *self.tok.encode(question), *self.to_answer] if i else []
            turns.append((ask, *self._answer(answer)))
        bare = len(self.prompt(rng, case, 0))
        while turns and bare + room(turns, region) > length:
            turns.pop()
        if not turns:
            return None
        ids = self.prompt(rng, case, length - room(turns, region) if fill else 0)
        roles = [PROMPT] * len(ids)
        for ask, answer, answer_roles in turns:
            ids += ask + answer
            roles += [PROMPT] * len(ask) + answer_roles
        missing = length - len(ids)
        return (ids + [self.tok.eos] * missing, roles + [PAD] * missing) if missing >= 0 else None


def room(turns, region):
    """Tokens that the turns need if the last answer is padded to `region` tokens."""
    return sum(len(ask) + len(answer) for ask, answer, _ in turns) + max(0, region - len(turns[-1][1]))
