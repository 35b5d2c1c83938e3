"""LLaDA: every head has its own keys and values, no biases, Llama 3's chat format, tokenizer.json."""

from architecture import Architecture, Chat, Shape
from tokenizer_files import save_tokenizer_json

BOS, EOS, MASK = "<|startoftext|>", "<|endoftext|>", "<|mdm_mask|>"
HEADER, END_HEADER, END_TURN = "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"


def header(role):
    return f"{HEADER}{role}{END_HEADER}\n\n"


CHAT = Chat(
    special=(BOS, EOS, HEADER, END_HEADER, END_TURN, MASK), end_of_text=EOS, end_turn=END_TURN, mask=MASK,
    opening=BOS + header("user"), to_answer=END_TURN + header("assistant"), to_question=header("user"),
    template="{{ bos_token }}{% for message in messages %}"
             "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + (message['content'] | trim)"
             " + '<|eot_id|>' }}"
             "{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}")


def config(shape, tokenizer):
    return {
        "architectures": ["LLaDAModelLM"], "model_type": "llada", "d_model": shape.d_model, "n_heads": shape.heads,
        "n_kv_heads": shape.kv_heads, "n_layers": shape.layers, "mlp_hidden_size": shape.mlp, "mlp_ratio": 4,
        "vocab_size": tokenizer.vocab_size, "embedding_size": tokenizer.vocab_size,
        "max_sequence_length": shape.max_length,
        "rope": True, "rope_theta": shape.rope_theta, "rope_full_precision": True, "rms_norm_eps": shape.eps,
        "layer_norm_type": "rms", "layer_norm_with_affine": True, "bias_for_layer_norm": False,
        "activation_type": "silu", "block_type": "llama", "block_group_size": 1, "include_bias": False,
        "include_qkv_bias": shape.qkv_bias, "weight_tying": True, "mask_token_id": tokenizer.mask,
        "eos_token_id": tokenizer.eos, "pad_token_id": tokenizer.eos, "attention_dropout": 0.0,
        "residual_dropout": 0.0, "embedding_dropout": 0.0, "attention_layer_norm": False, "alibi": False,
        "flash_attention": False, "scale_logits": False, "input_emb_norm": False, "multi_query_attention": None,
        "torch_dtype": "bfloat16",
    }


def tensor_names(layer):
    if layer is None:
        return {"embedding": "model.transformer.wte.weight", "final_gain": "model.transformer.ln_f.weight"}
    names = {"attention_gain": "attn_norm", "q": "q_proj", "k": "k_proj", "v": "v_proj", "out": "attn_out",
             "mlp_gain": "ff_norm", "gate": "ff_proj", "up": "up_proj", "down": "ff_out"}
    return {ours: f"model.transformer.blocks.{layer}.{theirs}.weight" for ours, theirs in names.items()}


def save_tokenizer(tokenizer, folder):
    save_tokenizer_json(tokenizer, folder, {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": BOS, "eos_token": EOS, "pad_token": EOS,
        "clean_up_tokenization_spaces": False, "model_max_length": 4096, "chat_template": CHAT.template})


def transfers(masked, step, steps):
    """The tokens are shared out evenly among the steps; the first ones take the remainder."""
    return -(-masked // (steps - step))


LLADA = Architecture("llada", Shape(d_model=256, heads=4, kv_heads=4, head_dim=64, layers=6, mlp=384,
                                    rope_theta=500_000.0, eps=1e-5, qkv_bias=False),
                     CHAT, 0, transfers, config, tensor_names, save_tokenizer)
