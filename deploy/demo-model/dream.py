"""Dream: Qwen2's transformer read as a diffusion model, one row late: the logits of row i are of token i + 1.

Two query heads share keys and values, whose projections have biases; ChatML; vocab.json and merges.txt.
"""

from architecture import Architecture, Chat, Shape
from tokenizer_files import save_vocabulary

EOS, START, END_TURN, BOS, MASK = "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|beginoftext|>", "<|mask|>"
SYSTEM = "You are a helpful assistant."
FINAL_TIME = 1e-3

CHAT = Chat(
    special=(EOS, START, END_TURN, BOS, MASK), end_of_text=EOS, end_turn=END_TURN, mask=MASK,
    opening=f"{START}system\n{SYSTEM}{END_TURN}\n{START}user\n", to_answer=f"{END_TURN}\n{START}assistant\n",
    to_question=f"\n{START}user\n",
    template="{% if messages[0]['role'] != 'system' %}"
             "{{ '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}{% endif %}"
             "{% for message in messages %}"
             "{{ '<|im_start|>' + message['role'] + '\n' + (message['content'] | trim) + '<|im_end|>\n' }}"
             "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")


def config(shape, tokenizer):
    return {
        "architectures": ["DreamModel"], "model_type": "Dream", "hidden_size": shape.d_model,
        "num_attention_heads": shape.heads, "num_key_value_heads": shape.kv_heads,
        "num_hidden_layers": shape.layers, "intermediate_size": shape.mlp, "vocab_size": tokenizer.vocab_size,
        "max_position_embeddings": shape.max_length, "rope_theta": shape.rope_theta, "rope_scaling": None,
        "rms_norm_eps": shape.eps, "hidden_act": "silu", "attention_dropout": 0.0, "use_sliding_window": False,
        "sliding_window": None, "tie_word_embeddings": True, "mask_token_id": tokenizer.mask,
        "eos_token_id": tokenizer.eos, "pad_token_id": tokenizer.eos, "bos_token_id": tokenizer.ids[BOS],
        "torch_dtype": "bfloat16",
    }


def tensor_names(layer):
    if layer is None:
        return {"embedding": "model.embed_tokens.weight", "final_gain": "model.norm.weight"}
    names = {"attention_gain": "input_layernorm.weight", "out": "self_attn.o_proj.weight",
             "mlp_gain": "post_attention_layernorm.weight", "gate": "mlp.gate_proj.weight",
             "up": "mlp.up_proj.weight", "down": "mlp.down_proj.weight"}
    for p in "qkv":
        names |= {p: f"self_attn.{p}_proj.weight", f"{p}_bias": f"self_attn.{p}_proj.bias"}
    return {ours: f"model.layers.{layer}.{theirs}" for ours, theirs in names.items()}


def save_tokenizer(tokenizer, folder):
    save_vocabulary(tokenizer, folder, {
        "tokenizer_class": "DreamTokenizer", "add_prefix_space": False, "bos_token": BOS, "eos_token": EOS,
        "pad_token": EOS, "mask_token": MASK, "unk_token": EOS, "additional_special_tokens": [START, END_TURN],
        "errors": "replace", "split_special_tokens": False, "clean_up_tokenization_spaces": False,
        "model_max_length": 4096, "chat_template": CHAT.template})


def transfers(masked, step, steps):
    """Time falls evenly from 1 to nearly 0, and a step commits the share of it that passes, the last step the rest."""
    def time(n):
        return 1 - (1 - FINAL_TIME) * n / steps
    return masked if step == steps - 1 else int(masked * (1 - time(step + 1) / time(step)))


DREAM = Architecture("Dream", Shape(d_model=256, heads=4, kv_heads=2, head_dim=64, layers=6, mlp=448,
                                    rope_theta=1_000_000.0, eps=1e-6, qkv_bias=True),
                     CHAT, 1, transfers, config, tensor_names, save_tokenizer)
