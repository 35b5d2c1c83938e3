"""The training checkpoint, to go on from, and the published layout: config.json, model.safetensors, tokenizer files."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file


def save_training(folder, model, optimizer, progress):
    torch.save({"model": model.state_dict(), "progress": progress}, Path(folder) / "model.pt")
    torch.save(optimizer.state(), Path(folder) / "optimizer.pt")


def load_training(folder, model, optimizer):
    """Restores model and optimizer; returns the progress saved with them."""
    saved = torch.load(Path(folder) / "model.pt", map_location="cuda")
    model.load_state_dict(saved["model"])
    optimizer.load(torch.load(Path(folder) / "optimizer.pt", map_location="cuda"))
    return saved["progress"]


def config(shape, tokenizer):
    return {
        "architectures": ["LLaDAModelLM"], "model_type": "llada", "d_model": shape.d_model, "n_heads": shape.heads,
        "n_kv_heads": shape.heads, "n_layers": shape.layers, "mlp_hidden_size": shape.mlp, "mlp_ratio": 4,
        "vocab_size": shape.vocab, "embedding_size": shape.vocab, "max_sequence_length": shape.max_length,
        "rope": True, "rope_theta": shape.rope_theta, "rope_full_precision": True, "rms_norm_eps": shape.eps,
        "layer_norm_type": "rms", "layer_norm_with_affine": True, "bias_for_layer_norm": False,
        "activation_type": "silu", "block_type": "llama", "block_group_size": 1, "include_bias": False,
        "include_qkv_bias": False, "weight_tying": True, "mask_token_id": tokenizer.mask,
        "eos_token_id": tokenizer.eos, "pad_token_id": tokenizer.eos, "attention_dropout": 0.0,
        "residual_dropout": 0.0, "embedding_dropout": 0.0, "attention_layer_norm": False, "alibi": False,
        "flash_attention": False, "scale_logits": False, "input_emb_norm": False, "multi_query_attention": None,
        "torch_dtype": "bfloat16",
    }


def export(folder, model, tokenizer):
    """Writes the model as LLaDA's checkpoints are laid out, weights in bf16."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    prefix = "model.transformer."
    tensors = {prefix + "wte.weight": model.embedding, prefix + "ln_f.weight": model.final_gain}
    for n in range(model.shape.layers):
        block = {"attn_norm": model.attention_gains[n], "q_proj": model.qkv[n, 0], "k_proj": model.qkv[n, 1],
                 "v_proj": model.qkv[n, 2], "attn_out": model.out[n], "ff_norm": model.mlp_gains[n],
                 "ff_proj": model.gate_up[n, 0], "up_proj": model.gate_up[n, 1], "ff_out": model.down[n]}
        tensors |= {f"{prefix}blocks.{n}.{name}.weight": w for name, w in block.items()}
    tensors = {name: w.detach().bfloat16().cpu().contiguous() for name, w in tensors.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config(model.shape, tokenizer), indent=1))
    tokenizer.save(folder)
