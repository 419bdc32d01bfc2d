// Counts heap allocations, for benchmarks and for tests of "no allocation in steady state". Linked into a program, it replaces
// malloc and its relatives by glibc's own, with one thread-local increment in front.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted: false under a sanitizer, which needs malloc for itself, and without glibc.
bool weir_allocation_counting_available(void);

/// Allocations and reallocations that the calling thread has made since it started; 0 when they are not counted.
uint64_t weir_allocation_count(void);

/// Bytes of the heap that are in use, as far as the main thread allocated them; 0 when allocations are not counted.
uint64_t weir_heap_bytes(void);
