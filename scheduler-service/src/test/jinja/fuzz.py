#!/usr/bin/env python3
"""Writes random templates with what the real Jinja2 makes of each: fuzz.py SEED COUNT FILE.

JinjaCasesTest reads them with -Djinja.cases=FILE. A template that Jinja2 renders must render alike or be refused; what
Jinja2 refuses must be refused. Templates that differ are made short and kept in fuzzed.py.
"""

import copy
import json
import random
import re
import sys
import warnings

from environment import render
from models import VARIABLES

LITERALS = {
    "text": ["'a'", "'Ab c'", "''", "' x\\n'", "'a,b,,c'", "'é😀'", "\"it's\"", "'12'", "' -5 '", "'<b>&'", "'a\\tb  c '", "'ǆß'", "'%s'", "'{}'", "bos_token",
             "messages[0].content", "messages[-1]['content']", "m.role", "m['content']", "x"],
    "number": ["0", "1", "2", "3", "7", "10", "i", "loop.index", "loop.index0", "loop.revindex", "true"],
    "bool": ["true", "false", "none", "add_generation_prompt", "loop.first", "loop.last", "tools", "loop.previtem", "loop.nextitem"],
    "list": ["messages", "[]", "()", "range(3)", "messages[1:]", "messages[::-1]", "[3, 1, 2]", "['b', 'A', 'c']", "('a', 'b')", "tools", "{'b': 1, 'A': 2}"],
    "dict": ["messages[0]", "m", "{}", "{'b': 1, 'A': 2}", "messages[9]", "loop.previtem", "dict(a=1)"],
    "any": ["nosuch", "none", "x", "m", "i", "ns.a", "loop", "range", "f", "messages"],
}
FORMS = {
    "text": ["text ~ any", "text + text", "text ~ number", "text * number", "text|upper", "text|lower", "text|trim", "text|trim(text)", "text|title", "text|capitalize",
             "text|replace(text, text)", "text|replace(text, text, number)", "text.upper()", "text.lower()", "text.strip()", "text.strip(text)", "text.lstrip(text)",
             "text.rstrip('\\n')", "text.title()", "text.capitalize()", "text.replace(text, text)", "text.replace(text, text, number)", "text.removeprefix(text)",
             "text.removesuffix(text)", "text[slice]", "text[number]", "text.split(text)[0]", "text.split()[-1]", "text.join(list|map('string'))", "list|join(text)",
             "list|join(', ')", "messages|join(text, attribute='role')", "any|string", "any|tojson", "any|tojson(indent=number)", "any|tojson(ensure_ascii=true)",
             "any|tojson(separators=(',', ':'), sort_keys=true)", "text|indent", "text|indent(number, true)", "text|indent(2, blank=bool)", "text|indent(text)", "any|default(text)",
             "text|default('d', true)", "text|safe", "text % any", "'%s-%d' % (text, number)", "'{}-{}'.format(any, text)", "'{x}'.format(x=any)", "text|format(any)",
             "text|reverse", "text|first", "text if bool else text", "text or text", "text and text", "f(any)", "strftime_now('%d %B %Y')", "loop.cycle(text, text)",
             "(text)", "dict.get('role', text)", "dict.role", "raise_exception(text)", "text|string"],
    "number": ["number + number", "number - number", "number * number", "number // number", "number % number", "-number", "+number", "any|length", "list|length", "text|count",
               "text|int", "any|int", "text|int(number)", "number|abs", "text.find(text)", "text.rfind(text)", "text.count(text)", "text.index(text)", "list.count(any)",
               "[3, 1, 2]|max", "list|min", "[3, 1, 2]|sum", "(number)", "number if bool", "list|length - 1", "text|length + number * number", "number or number"],
    "bool": ["not bool", "bool and bool", "bool or bool", "number == number", "number < number", "number >= number != number", "text < text", "any == any", "any != any",
             "text in text", "text not in list", "any in list", "text in dict", "any is TEST", "any is not TEST", "text is TEST", "number is TEST", "list is TEST", "dict is TEST", "not text is TEST",
             "text.startswith(text)", "text.endswith((text, 'c'))", "text.isdigit()", "text.isalpha()", "text.islower()", "text.isupper()", "text.isspace()", "text.isalnum()",
             "(bool)", "number <= number < number", "any and any", "dict.role == 'user'", "dict == dict", "list == list"],
    "list": ["[any, any]", "[text, text,]", "(text, number)", "list + list", "[number] * number", "list[slice]", "list|list", "list|reverse|list", "list|reverse", "[text, text]|sort",
             "[number, number]|sort(reverse=bool)", "[text, text]|unique|list", "messages|sort(attribute='content')", "messages|map(attribute='role')|list", "list|map('upper')|list",
             "list|map(attribute='role', default=text)|list", "list|select|list", "list|select(TEST)|list", "list|reject('none')|list", "[1, 2, 3]|select('odd')|list",
             "messages|selectattr('role', 'equalto', text)|list", "messages|rejectattr('role', 'in', list)|list", "messages|selectattr('a', 'defined')|list",
             "messages|selectattr('role')|map(attribute='content')|list", "dict|items|list", "dict.items()|list", "dict.keys()|list", "dict.values()|list", "dict|dictsort",
             "dict|dictsort(by='value')", "dict|dictsort(bool, reverse=true)", "dict|list", "text|list", "text.split(text)", "text.split()", "text.split(text, number)", "text.split(none, number)",
             "text.rsplit(text, number)", "text.rsplit()", "text.splitlines()", "text.splitlines(bool)", "text.partition(text)", "range(number, number)|list", "range(number)", "(list)",
             "list or list", "list if bool else list", "any|default([])", "list|map('length')|list", "messages|map(attribute='role')", "list|unique|list", "list|select"],
    "dict": ["{text: any, 'a': any}", "{'b': number, number: text, none: any}", "dict(a=any, b=text)", "list|first", "list|last", "messages[number]", "dict.copy()",
             "namespace(a=any)", "(dict)", "dict if bool else dict", "dict(dict, a=any)", "messages|selectattr('role', 'equalto', text)|first"],
    "any": ["text", "number", "bool", "list", "dict", "dict[text]", "list[number]", "dict.get(text)", "any.role", "any[any]", "any|FILTER", "(any, any)", "any if bool", "dict.NAME", "text.NAME",
            "list.NAME", "any|FILTER|FILTER", "any.nosuch", "(any).split()", "any|d(any)", "any|first", "list|last"],
}
FORMS["slice"] = [":", "1:", ":-1", "::-1", "number:number", "-number:", "::2", "number:number:number", "none:2"]
FORMS["TEST"] = ["defined", "undefined", "none", "string", "number", "integer", "mapping", "sequence", "iterable", "boolean", "true", "false", "odd", "even", "divisibleby 3",
                 "equalto 'a'", "eq(1)", "ne 1", "gt 1", "lt 2", "in ['a', 1]", "sameas none", "callable", "lower", "upper", "float"]
FORMS["FILTER"] = ["upper", "trim", "length", "list", "first", "last", "join", "default('d')", "tojson", "string", "int", "abs", "reverse", "sort", "unique", "max", "min", "sum",
                   "items", "dictsort", "map('upper')", "map(attribute='role')", "select", "title", "indent", "safe", "count", "batch(2)", "e", "round"]
FORMS["NAME"] = ["role", "content", "items", "keys", "get", "upper", "a", "nosuch", "__class__", "append", "pop", "first", "count", "index"]
KIND = re.compile(r"\b(text|number|bool|list|dict|any|slice|TEST|FILTER|NAME)\b(?!=)")


def expression(r, depth, kind="any"):
    """Returns a random expression that is mostly of the kind."""
    if kind in LITERALS and r.random() < 0.04:
        kind = "any"
    if kind in LITERALS and depth <= 0:
        return r.choice(LITERALS[kind])
    form = r.choice(FORMS[kind])
    if kind in ("slice", "TEST", "FILTER", "NAME") and depth <= 0:
        form = form.replace("number", "1")
    return KIND.sub(lambda match: keep(form, match) or inside(r, depth - 1, match), form)


def inside(r, depth, match):
    """Returns an expression for a word of a form, in brackets where the form goes on with more than an operator."""
    made = expression(r, depth, match[1])
    goes_on = match.string[match.end():match.end() + 1] in (".", "[", "|")
    return f"({made})" if goes_on and re.search("[| ]", made) and r.random() < 0.97 else made


def keep(form, match):
    """Returns the word where it is a name of the language and no kind."""
    before, after = form[match.start() - 1:match.start()], form[match.end():match.end() + 1]
    return match[0] if before == "|" and match[0] == "list" or after == "(" or before == "'" or match[0] == "number" and before == " " and "is " in form else None


PRELUDE = ("{% macro f(q, i=2) %}{{ q }}{% endmacro %}{% set ns = namespace(a=1) %}{% set x = 'q,x' %}"
           "{% for m in messages %}{% set i = loop.index %}")


def tag(r, source, begin="{%", end="%}"):
    return begin + r.choice(["", "", "", "-", "+" if begin == "{%" else ""]) + " " + source + " " + r.choice(["", "", "", "-"]) + end


def statement(r, depth):
    space = r.choice(["", "", " ", "\n", "  \n", "\n  ", "x", "x ", "\t"])
    body = lambda: "".join(statement(r, depth - 1) for _ in range(r.randint(1, 2)))
    value = lambda kind="any": expression(r, 2, kind)
    kinds = ["output"] * 4 + ["text", "comment", "set"]
    if depth > 0:
        kinds += ["if", "if", "for", "for", "forif", "macro", "setblock", "with", "generation", "call", "namespace", "jump", "unpack"]
    match r.choice(kinds):
        case "output": made = tag(r, value(r.choice(["text", "any"])), "{{", "}}")
        case "text": made = r.choice(["a", " b ", "\n", "{", "}", "%}", "\n\n c"])
        case "comment": made = tag(r, "note", "{#", "#}")
        case "set": made = tag(r, f"set {r.choice(['x', 'i', 'm', 'x, i', 'ns.a', 'messages'])} = {value()}")
        case "if": made = tag(r, f"if {value('bool')}") + body() + r.choice(["", tag(r, "else") + body(), tag(r, f"elif {value('bool')}") + body()]) + tag(r, "endif")
        case "for":
            made = tag(r, f"for {r.choice(['m', 'm', 'i', 'x'])} in {r.choice(['messages', 'range(3)', value('list'), value('list')])}") + body()
            made += r.choice(["", "", tag(r, "else") + body()]) + tag(r, "endfor")
        case "forif": made = tag(r, f"for m in messages if {value('bool')}") + body() + tag(r, "endfor")
        case "macro": made = tag(r, f"macro f({r.choice(['', 'q', 'q=1', 'q, i=2', 'm'])})") + body() + r.choice(["", "{{ caller() }}"]) + tag(r, "endmacro") + "{{ f(1) }}"
        case "setblock": made = tag(r, r.choice(["set x", "set x | upper", "set x | trim"])) + body() + tag(r, "endset") + "{{ x }}"
        case "with": made = tag(r, f"with x = {value()}, i = x") + body() + tag(r, "endwith")
        case "generation": made = tag(r, "generation") + body() + tag(r, "endgeneration")
        case "call": made = "{% macro f(q) %}{{ q }}{{ caller(1) }}{% endmacro %}" + tag(r, f"call(i) f({value()})") + body() + tag(r, "endcall")
        case "namespace": made = tag(r, f"set ns = namespace(a={value()})") + tag(r, f"set ns.a = {value()}") + "{{ ns.a }}"
        case "unpack": made = tag(r, f"for x, i in {r.choice(['messages[0].items()', '[(1, 2)]', 'messages[0]|items', value()])}") + body() + tag(r, "endfor")
        case _: made = tag(r, r.choice(["break", "continue"]))
    return space + made + r.choice(["", "", " ", "\n", "\n\n"])


def main():
    seed, count, target = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    warnings.simplefilter("ignore")
    r = random.Random(seed)
    cases = []
    for _ in range(count):
        template = tag(r, expression(r, 3, r.choice(["text", "list", "any"])), "{{", "}}") if r.random() < 0.4 else "".join(statement(r, 3) for _ in range(r.randint(1, 4)))
        if r.random() < 0.7:
            template = PRELUDE + template + "{% endfor %}"
        if r.random() < 0.03:
            template = template.replace("upper", "nosuch", 1)
        made = render(template, copy.deepcopy(VARIABLES["plain"]))
        if "0x" not in made.get("text", ""):  # the address of an object
            cases.append({"group": "fuzz", "template": template, "fuzz": True, **made})
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"variables": VARIABLES, "cases": cases}, file)


if __name__ == "__main__":
    main()
