#!/bin/sh
# Compiles every .cu of this folder into one shared library: build.sh [target folder], by default the current one.
#
# *_sm90.cu is for Hopper alone (sm_90a). The rest is for Ampere and Ada (sm_80), for Hopper, and as PTX for later GPUs.
# NVCC names the compiler. The library needs the driver's libcuda only at run time, and no other library of CUDA's.
# shellcheck disable=SC2086 # several options in one variable
set -eu
sources=$(cd "$(dirname "$0")" && pwd)
folder=${1:-.}
nvcc=${NVCC:-nvcc}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

everywhere="-gencode arch=compute_80,code=sm_80 -gencode arch=compute_90a,code=sm_90a \
  -gencode arch=compute_90,code=compute_90"
hopper="-gencode arch=compute_90a,code=sm_90a"

cd "$sources"
for source in $(find . -name '*.cu' | sort); do
  case $source in
    *_sm90.cu) targets=$hopper ;;
    *) targets=$everywhere ;;
  esac
  name=$(echo "${source#./}" | tr / _)
  $nvcc -std=c++17 -O3 $targets -Xptxas -v,-warn-spills -Xcompiler -fPIC \
    -c "$source" -o "$objects/$name.o" >"$objects/$name.log" 2>&1 || { cat "$objects/$name.log" >&2; exit 1; }
  # A warning means a kernel that computes but lost its speed: wgmma made synchronous, or registers spilled to memory.
  if grep -E 'warning|C75[0-9][0-9]' "$objects/$name.log" >&2; then
    echo "build.sh: $source: the compiler made a kernel slow" >&2
    exit 1
  fi
done
$nvcc -shared -cudart static $hopper -Xlinker --exclude-libs,ALL -Xcompiler -static-libstdc++,-static-libgcc \
  "$objects"/*.o -o "$folder/libsparsed_kernels.so"
