#!/bin/sh
# Checks the CUDA kernels on the GPU of this machine: run.sh [library]. Needs Python with PyTorch.
# SPARSED_SANITIZE=1 also runs small launches under compute-sanitizer; SPARSED_BENCH=1 adds the timings.
set -u
cd "$(dirname "$0")" || exit 1
[ $# -gt 0 ] && SPARSED_KERNELS_LIBRARY=$(realpath "$1") && export SPARSED_KERNELS_LIBRARY
python=${PYTHON:-python3}

if ! "$python" -c 'import torch' 2>/dev/null; then
  echo "SKIPPED: no Python with PyTorch"
  exit 0
fi
if ! "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then
  echo "SKIPPED: no CUDA GPU"
  exit 0
fi

failed=
for check in check_*.py; do
  echo "== $check"
  "$python" "$check" || failed="$failed $check"
done
if [ -n "${SPARSED_SANITIZE:-}" ]; then
  for tool in memcheck racecheck; do
    for launches in sanitize_*.py; do
      echo "== $tool $launches"
      # Without the cache, each tensor is an allocation of its own, whose bounds memcheck knows.
      PYTORCH_NO_CUDA_MEMORY_CACHING=1 compute-sanitizer --tool $tool --error-exitcode 1 --kernel-name kns=sparsed \
        "$python" "$launches" || failed="$failed $tool:$launches"
    done
  done
fi
if [ -n "${SPARSED_BENCH:-}" ]; then
  for bench in bench_*.py; do
    echo "== $bench"
    "$python" "$bench" || failed="$failed $bench"
  done
fi
echo
[ -z "$failed" ] && echo "all passed" && exit 0
echo "FAILED:$failed"
exit 1
