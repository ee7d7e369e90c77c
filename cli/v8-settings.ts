import { setFlagsFromString } from 'node:v8';

/**
 * V8 optimises a function once this many bytes of its code have run; by itself after less than a quarter of it. The engine is many small functions
 * that get warm together, and optimising them all takes longer than a command that asks a few hundred pairs. Later, fewer are worth
 * it, and more is known of each.
 */
const BYTES_BEFORE_OPTIMIZING = 600_000;

/** By itself V8 lets the heap grow to four times what lives in it before it looks what has died. */
const HEAP_GROWING_PERCENT = 50;

/**
 * For the whole process, whatever runs in it. Measured: docs/adr/0033-v8-settings.md.
 * Source: Node.js documentation, v8.setFlagsFromString; V8, flag-definitions.h, interrupt_budget and heap_growing_percent.
 */
export function setUpV8(): void {
  setFlagsFromString(`--interrupt-budget=${BYTES_BEFORE_OPTIMIZING}`);
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
