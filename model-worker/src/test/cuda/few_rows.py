"""Calls sparsed_few_rows_attention and sparsed_keep_rows from Python."""

import ctypes

import torch

from common import FLOAT, INT, LONG, POINTER, SIZE, Guarded, Heads, address, heads, stream, succeed

HEAD_DIM = 128


class RowFactors(ctypes.Structure):
    _fields_ = [("keys", POINTER), ("values", POINTER), ("key_means", POINTER), ("head_stride", LONG)]


class FewRows(ctypes.Structure):
    _fields_ = [(name, Heads) for name in ("q", "k", "v", "o", "new_keys", "new_values")]
    _fields_ += [("pattern", POINTER), ("pattern_head_stride", LONG), ("factors", RowFactors)]
    _fields_ += [(name, INT) for name in ("skipped_rows", "query_tokens", "key_tokens", "block_size", "first_key")]


class Kept:
    """Keys and values of a canvas in fp8, poisoned until they are written."""

    def __init__(self, kv_heads, length, means):
        self.rows = Guarded((2, length, kv_heads, HEAD_DIM), torch.float8_e4m3fn)
        self.row_factors = Guarded((2, kv_heads, length), torch.float32)
        self.means = means.contiguous()

    def keys(self):
        return heads(self.rows.tensor[0].transpose(0, 1))

    def values(self):
        return heads(self.rows.tensor[1].transpose(0, 1))

    def factors(self):
        keys, values = self.row_factors.tensor
        return RowFactors(keys.data_ptr(), values.data_ptr(), self.means.data_ptr(), keys.stride(0))

    def keep(self, kernels, k, v, first_row=0):
        """k, v: bf16 [kv_heads, rows, 128] in any order of the first two."""
        succeed(kernels, kernels.sparsed_keep_rows(
            heads(k), heads(v), self.keys(), self.values(), self.factors(), INT(first_row), INT(k.shape[0]),
            INT(HEAD_DIM), INT(k.shape[1]), stream()))

    def bits(self):
        """The rows and their factors as integers."""
        return self.rows.tensor.view(torch.uint8).clone(), self.row_factors.tensor.view(torch.int32).clone()

    def wide(self):
        """Keys and values as they are stored, exactly: bf16 [2, kv_heads, length, 128]."""
        factors = self.row_factors.tensor.transpose(1, 2).unsqueeze(3).bfloat16()
        return (self.rows.tensor.bfloat16() * factors).transpose(1, 2)

    def intact(self):
        return self.rows.intact() and self.row_factors.intact()


def sequence(q, k, v, o, length, block, first, pattern=None, new=None, factors=None):
    """Query rows from token `first` of a canvas on; k, v as Heads; pattern int64 [heads, blocks of the rows, words]."""
    new_keys, new_values = (Heads(), Heads()) if new is None else map(heads, new)
    return FewRows(
        heads(q), k, v, heads(o), new_keys, new_values, address(pattern), 0 if pattern is None else pattern.stride(0),
        RowFactors() if factors is None else factors, first % block, q.shape[1], length, block, first)


def attend(kernels, sequences, count, kv_heads, head_dim=HEAD_DIM):
    """Runs structs FewRows; returns the code."""
    array = (FewRows * len(sequences))(*sequences)
    kernels.sparsed_few_rows_attention_workspace.restype = SIZE
    size = kernels.sparsed_few_rows_attention_workspace(array, INT(len(array)), INT(count), INT(head_dim))
    workspace = torch.empty(size, dtype=torch.uint8, device="cuda")
    return kernels.sparsed_few_rows_attention(
        array, INT(len(array)), INT(count), INT(kv_heads), INT(head_dim), FLOAT(head_dim**-0.5), address(workspace),
        SIZE(size), stream())
