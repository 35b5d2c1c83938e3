"""What tells one family of diffusion language models from another, as values. Needs no package."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """Sizes of the transformer; query head h reads key-value head h / (heads / kv_heads)."""
    d_model: int
    heads: int
    kv_heads: int
    head_dim: int
    layers: int
    mlp: int
    rope_theta: float
    eps: float
    qkv_bias: bool
    max_length: int = 4096


@dataclass(frozen=True)
class Chat:
    """A conversation as text. Special tokens are found in these texts, and nowhere else.

    `special`: every special token, in the order of their ids. `opening`: what stands before the first question,
    `to_answer` between a question and its answer, `to_question` between an answer's `end_turn` and the next question.
    """
    special: tuple
    end_of_text: str
    end_turn: str
    mask: str
    opening: str
    to_answer: str
    to_question: str
    template: str


@dataclass(frozen=True)
class Architecture:
    """One family.

    `shift`: the logits of row i are of token i + shift. `transfers(masked, step, steps)`: how many of the `masked`
    positions that are left a step of the family's generation commits. `config(shape, tokenizer)`: config.json.
    `tensor_names(layer)`: the names of a layer's tensors by the names that model.py gives them; None is no layer.
    `save_tokenizer(tokenizer, folder)`: writes the tokenizer's files.
    """
    model_type: str
    shape: Shape
    chat: Chat
    shift: int
    transfers: Callable
    config: Callable
    tensor_names: Callable
    save_tokenizer: Callable
