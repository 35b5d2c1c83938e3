"""The training checkpoint, to go on from, and the published layout: config.json, model.safetensors, tokenizer files."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from architectures import of_checkpoint
from model import Transformer
from vocabulary import load


def save_training(folder, model, optimizer, progress):
    torch.save({"model": model.state_dict(), "progress": progress}, Path(folder) / "model.pt")
    torch.save(optimizer.state(), Path(folder) / "optimizer.pt")


def load_training(folder, model, optimizer):
    """Restores model and optimizer; returns the progress saved with them."""
    device = model.embedding.device
    saved = torch.load(Path(folder) / "model.pt", map_location=device)
    model.load_state_dict(saved["model"])
    optimizer.load(torch.load(Path(folder) / "optimizer.pt", map_location=device))
    return saved["progress"]


def published(architecture, model):
    """Views of all weights by the names that the architecture's checkpoints give them."""
    tensors = {}
    for layer in [None, *range(model.shape.layers)]:
        names = architecture.tensor_names(layer)
        tensors |= {names[ours]: view for ours, view in model.tensors(layer).items()}
    return tensors


def export(folder, architecture, model, tokenizer):
    """Writes the model as the architecture's checkpoints are laid out, weights in bf16."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: w.detach().bfloat16().cpu().contiguous() for name, w in published(architecture, model).items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(architecture.config(model.shape, tokenizer), indent=1))
    architecture.save_tokenizer(tokenizer, folder)


@torch.no_grad()
def restore(folder, device):
    """The architecture, the exported model, its bf16 weights as they are, and the tokenizer."""
    architecture = of_checkpoint(folder)
    tokenizer = load(architecture.chat)
    model, saved = Transformer(architecture.shape, tokenizer.vocab_size), load_file(Path(folder) / "model.safetensors")
    for name, view in published(architecture, model).items():
        view.copy_(saved[name])
    return architecture, model.to(device), tokenizer
