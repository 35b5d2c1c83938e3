"""Launches attention of few rows to keys and values in fp8, for compute-sanitizer to watch; see run.sh."""

import itertools

import torch

from check_kept_rows import BLOCKS, Case, compare, tally


def main():
    if torch.cuda.get_device_capability()[0] != 9:
        print("skipped: not a Hopper")
        return
    for block, (length, rows), share in itertools.product(BLOCKS, ((65, 33), (1300, 100)), (None, 0.3)):
        compare(f"{length} keys, {rows} rows, block {block}, share {share}", Case(4, 2, length, rows, block, share))
    torch.cuda.synchronize()
    tally.finish("sanitize_kept_rows")


if __name__ == "__main__":
    main()
