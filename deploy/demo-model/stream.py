"""Training rows from worker processes into pools on the GPU, off the training loop's path."""

import multiprocessing
import queue
import random
import threading
import time

import numpy as np
import torch

from curriculum import STAGES, draw_row
from prose import filler
from rows import Layout

CHUNK_TOKENS = 131_072
POOL_TOKENS = 64 * 131_072
ROLE_BITS = 12  # a pool's element is a token id below 4096, and the token's role above it


def produce(worker, seed, tokenizer, stage, chunks):
    """Puts (stage, length, packed rows) into `chunks` forever; chunk k of a worker and stage is always the same."""
    rng = random.Random(f"{seed}/{worker}/fillers")
    layout = Layout(tokenizer, rng, [filler(rng, False) for _ in range(30_000)])
    made = 0
    while True:
        index = stage.value
        rng = random.Random(f"{seed}/{worker}/{index}/{made}")
        lengths = STAGES[index].lengths
        length = rng.choices(list(lengths), list(lengths.values()))[0]
        rows = [draw_row(rng, layout, STAGES[index], length) for _ in range(CHUNK_TOKENS // length)]
        ids, roles = (np.array(part, dtype=np.int16) for part in zip(*rows))
        chunks.put((index, length, ids | roles << ROLE_BITS))
        made += 1


class Stream:
    """Owns the workers and, through one thread, the pools. Start it before CUDA: it forks. Used by one thread."""

    def __init__(self, tokenizer, workers, seed, device):
        context = multiprocessing.get_context("fork")
        self.stage = context.Value("i", 0)
        self.chunks = context.Queue(maxsize=4 * workers)
        self.workers = [context.Process(target=produce, args=(w, seed, tokenizer, self.stage, self.chunks), daemon=True)
                        for w in range(workers)]
        for worker in self.workers:
            worker.start()
        self.pools, self.received, self.closed, self.device = {}, 0, False, device
        self.thread = threading.Thread(target=self._receive, daemon=True)

    def start(self):
        self.thread.start()

    def _receive(self):
        side = torch.cuda.Stream() if self.device == "cuda" else None
        while not self.closed:
            time.sleep(0.008)  # enough for the GPU, and the training loop keeps the interpreter
            try:
                index, length, packed = self.chunks.get(timeout=0.5)
            except queue.Empty:
                continue
            rows, capacity = len(packed), POOL_TOKENS // length
            with torch.cuda.stream(side):
                if (index, length) not in self.pools:
                    storage = torch.zeros(capacity, length, dtype=torch.int16, device=self.device)
                    self.pools[index, length] = [storage, 0, 0]
                pool = self.pools[index, length]
                at = pool[2]
                pool[0][at:at + rows].copy_(torch.from_numpy(packed))
                if side:
                    side.synchronize()
            pool[1], pool[2] = max(pool[1], at + rows), (at + rows) % capacity
            self.received += rows * length

    def ready(self, index):
        """Lengths of stage `index` of which at least four chunks are there."""
        return [k[1] for k, pool in list(self.pools.items())
                if k[0] == index and pool[1] * k[1] >= 4 * CHUNK_TOKENS]

    def batch(self, index, length, tokens):
        """Random rows of a stage's pool: ids and roles [tokens / length, length]."""
        storage, filled, _ = self.pools[index, length]
        packed = storage[torch.randint(filled, (tokens // length,), device=self.device)]
        return (packed & (1 << ROLE_BITS) - 1).long(), packed >> ROLE_BITS

    def close(self):
        self.closed = True
        for worker in self.workers:
            worker.kill()
