// Matrix products by a warpgroup (four consecutive warps) on the tensor cores (PTX wgmma, sm_90a), bfloat16 or
// fp8 (e4m3) in and float32 out.
//
// A product is asynchronous: after begin_products() and commit_products(), the registers that it reads or writes
// belong to the tensor cores until wait_for_products() has seen it finish. Accumulator layout of m64nN: lane l of warp
// w holds row 16w + l/4 + 8i, column 8j + 2(l%4) + c in element 4j + 2i + c.
#pragma once

#include <stdint.h>

#include "tma.cuh"

namespace sparsed {

__device__ __forceinline__ void begin_products() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }

__device__ __forceinline__ void commit_products() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }

// Waits until at most PENDING of the committed groups are still running.
template <int PENDING>
__device__ __forceinline__ void wait_for_products() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(PENDING) : "memory");
}

// Keeps the compiler from moving reads and writes of these registers across this place.
template <int N>
__device__ __forceinline__ void pin(float (&registers)[N]) {
#pragma unroll
  for (int i = 0; i < N; i++) {
    asm volatile("" : "+f"(registers[i])::"memory");
  }
}

template <int N>
__device__ __forceinline__ void pin(uint32_t (&registers)[N]) {
#pragma unroll
  for (int i = 0; i < N; i++) {
    asm volatile("" : "+r"(registers[i])::"memory");
  }
}

// Keeps the assembler from moving instructions across this place, which pin() cannot, by a loop that is never entered,
// as the assembler cannot know. `number` may be any but the one below.
__device__ __forceinline__ void part_instructions(int number) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.s32 p, %0, 123456;\n"
      "again%=:\n"
      "@p bra done%=;\n"
      "nanosleep.u32 20;\n"
      "bra again%=;\n"
      "done%=:\n"
      "}" ::"r"(number)
      : "memory");
}

// Move registers between the warpgroups of a thread block; each warp of the warpgroup must call them.
template <int LEFT>
__device__ __forceinline__ void give_registers() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(LEFT));
}

template <int HELD>
__device__ __forceinline__ void take_registers() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(HELD));
}

// Describes an operand in shared memory, in panels of 64 swizzled columns. A descriptor plus bytes / 16 is the
// descriptor of the operand that many bytes further on.
// panel_bytes, the distance between panels, matters only where the panels run along the product's n (transposed B).
__device__ __forceinline__ uint64_t matrix_descriptor(uint32_t shared, uint32_t panel_bytes = 16) {
  constexpr uint64_t EIGHT_ROWS = 8 * PANEL_ROW_BYTES;
  constexpr uint64_t SWIZZLE_128_BYTES = 1ull << 62;
  return static_cast<uint64_t>((shared & 0x3FFFF) >> 4) | static_cast<uint64_t>(panel_bytes >> 4) << 16 |
         (EIGHT_ROWS >> 4) << 32 | SWIZZLE_128_BYTES;
}

#define SPARSED_BIND_8(d, i)                                                                                    \
  "+f"((d)[(i)]), "+f"((d)[(i) + 1]), "+f"((d)[(i) + 2]), "+f"((d)[(i) + 3]), "+f"((d)[(i) + 4]),                \
      "+f"((d)[(i) + 5]), "+f"((d)[(i) + 6]), "+f"((d)[(i) + 7])
#define SPARSED_BIND_32(d, i) \
  SPARSED_BIND_8(d, i), SPARSED_BIND_8(d, (i) + 8), SPARSED_BIND_8(d, (i) + 16), SPARSED_BIND_8(d, (i) + 24)
#define SPARSED_FIRST_32 \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, " \
  "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define SPARSED_FIRST_64 \
  SPARSED_FIRST_32 ", " \
  "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, " \
  "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"

// d (+)= a bT: a [64, 16], b [128, 16], both in shared memory with contiguous rows. Overwrites d unless accumulate.
__device__ __forceinline__ void multiply(float (&d)[64], uint64_t a, uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %66, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {" SPARSED_FIRST_64 "}, %64, %65, p, 1, 1, 0, 0;\n"
      "}"
      : SPARSED_BIND_32(d, 0), SPARSED_BIND_32(d, 32)
      : "l"(a), "l"(b), "r"(static_cast<int>(accumulate)));
}

// d += a b: a [64, 16] in registers, b [16, 128] in shared memory with contiguous rows.
__device__ __forceinline__ void multiply_add(float (&d)[64], const uint32_t *a, uint64_t b) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.eq.b32 p, 0, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {" SPARSED_FIRST_64 "},"
      " {%64, %65, %66, %67}, %68, p, 1, 1, 1;\n"
      "}"
      : SPARSED_BIND_32(d, 0), SPARSED_BIND_32(d, 32)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
}

// d (+)= a bT in fp8: a [64, 32], b [128, 32], both in shared memory with contiguous rows. Overwrites d unless
// accumulate.
__device__ __forceinline__ void multiply_fp8(float (&d)[64], uint64_t a, uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %66, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k32.f32.e4m3.e4m3 {" SPARSED_FIRST_64 "}, %64, %65, p, 1, 1;\n"
      "}"
      : SPARSED_BIND_32(d, 0), SPARSED_BIND_32(d, 32)
      : "l"(a), "l"(b), "r"(static_cast<int>(accumulate)));
}

// d += a bT in fp8: a [64, 32] in registers, b [128, 32] in shared memory with contiguous rows.
__device__ __forceinline__ void multiply_add_fp8(float (&d)[64], const uint32_t *a, uint64_t b) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.eq.b32 p, 0, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k32.f32.e4m3.e4m3 {" SPARSED_FIRST_64 "},"
      " {%64, %65, %66, %67}, %68, p, 1, 1;\n"
      "}"
      : SPARSED_BIND_32(d, 0), SPARSED_BIND_32(d, 32)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
}

// d += a b: a [64, 16] in registers, b [16, 64] in shared memory with contiguous rows.
__device__ __forceinline__ void multiply_add(float (&d)[32], const uint32_t *a, uint64_t b) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.eq.b32 p, 0, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 {" SPARSED_FIRST_32 "},"
      " {%32, %33, %34, %35}, %36, p, 1, 1, 1;\n"
      "}"
      : SPARSED_BIND_32(d, 0)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
}

#undef SPARSED_BIND_8
#undef SPARSED_BIND_32
#undef SPARSED_FIRST_32
#undef SPARSED_FIRST_64

}  // namespace sparsed
