"""The Jinja2 environment of transformers' apply_chat_template, at a fixed time."""

import json
from datetime import datetime

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime(2024, 7, 6, 15, 4, 5, 678)


class Generation(Extension):
    """The tag around what the assistant says, of which transformers can return a mask."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


class Raised(TemplateError):
    pass


def raise_exception(message):
    raise Raised(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def environment():
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda form: NOW.strftime(form)
    return env


def render(template, variables):
    """Returns {"text": …}, {"raised": …} for raise_exception, or {"refused": why}."""
    try:
        return {"text": environment().from_string(template).render(**variables)}
    except Raised as e:
        return {"raised": str(e)}
    except (Exception, SyntaxError) as e:  # whatever a template does wrong
        return {"refused": type(e).__name__}
