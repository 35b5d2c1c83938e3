"""Shared by the checks of the CUDA kernels: the library, guarded outputs, a tally of failures, timing."""

import ctypes
import os
import sys

import torch

POINTER, INT, LONG, FLOAT, DOUBLE = (
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_int64,
    ctypes.c_float,
    ctypes.c_double,
)
SIZE = ctypes.c_size_t
BAD_ARGUMENT, UNSUPPORTED, NO_DRIVER, WORKSPACE = -1, -2, -3, -4
CANARY_BYTES = 4096
CANARY = 0x5A


class Heads(ctypes.Structure):
    _fields_ = [("data", POINTER), ("token_stride", LONG), ("head_stride", LONG)]


def library():
    """The kernels: SPARSED_KERNELS_LIBRARY, or what build.sh left in this folder."""
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libsparsed_kernels.so")
    kernels = ctypes.CDLL(os.environ.get("SPARSED_KERNELS_LIBRARY", beside))
    kernels.sparsed_error.restype = ctypes.c_char_p
    kernels.sparsed_select_blocks_workspace.restype = ctypes.c_size_t
    kernels.sparsed_fp8_attention_workspace.restype = ctypes.c_size_t
    kernels.sparsed_propose_workspace.restype = ctypes.c_size_t
    return kernels


def heads(tensor):
    """[heads, tokens, head_dim] as the kernels see it, through its strides."""
    return Heads(tensor.data_ptr(), tensor.stride(1), tensor.stride(0))


def address(tensor):
    return POINTER(None if tensor is None else tensor.data_ptr())


def stream():
    return POINTER(torch.cuda.current_stream().cuda_stream)


def succeed(kernels, code):
    if code != 0:
        raise RuntimeError(f"code {code}: {kernels.sparsed_error(INT(code)).decode()}")


class Guarded:
    """A tensor full of NaN patterns between canaries, for a kernel to write."""

    def __init__(self, shape, dtype):
        size = torch.Size(shape).numel() * torch.tensor([], dtype=dtype).element_size()
        self._bytes = torch.full((size + 2 * CANARY_BYTES,), CANARY, dtype=torch.uint8, device="cuda")
        inside = self._bytes[CANARY_BYTES : CANARY_BYTES + size]
        inside.fill_(0xFF)
        self.tensor = inside.view(dtype).view(shape)

    def intact(self):
        size = len(self._bytes) - 2 * CANARY_BYTES
        before, after = self._bytes[:CANARY_BYTES], self._bytes[CANARY_BYTES + size :]
        return bool((before == CANARY).all() and (after == CANARY).all())


def bfloat16(generator, *shape):
    return torch.randn(*shape, device="cuda", generator=generator).bfloat16()


class Tally:
    """Counts checks and prints those that fail."""

    def __init__(self):
        self.checks = 0
        self.failures = 0

    def check(self, name, passed, detail=""):
        self.checks += 1
        if not passed:
            self.failures += 1
            print(f"FAILED {name} {detail}", flush=True)

    def finish(self, title):
        print(f"{title}: {self.checks} checks, {self.failures} failures", flush=True)
        sys.exit(1 if self.failures else 0)


def median_ms(launch, runs=20, warmup=3):
    """Median time of a launch on the device, in milliseconds."""
    for _ in range(warmup):
        launch()
    times = []
    for _ in range(runs):
        begin = torch.cuda.Event(enable_timing=True)
        end = torch.cuda.Event(enable_timing=True)
        begin.record()
        launch()
        end.record()
        end.synchronize()
        times.append(begin.elapsed_time(end))
    return sorted(times)[len(times) // 2]


def device_ms(launch, calls=20):
    """Time of a launch on the device alone: of many in a CUDA graph, which no host holds up."""
    launch()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(calls):
            launch()
    return median_ms(graph.replay, 10) / calls


def skip_without_gpu():
    if not torch.cuda.is_available():
        print("skipped: no CUDA device")
        sys.exit(0)
    torch.backends.cuda.matmul.allow_tf32 = False
