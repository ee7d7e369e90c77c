import { setFlagsFromString } from 'node:v8';

/**
 * V8 optimises a function once this many bytes of its code have run; by itself after a ninth of it. The engine is many small functions
 * that get warm together, and optimising them all takes longer than a command that asks a few hundred pairs. Later, fewer are worth
 * it, and more is known of each. Measured: docs/adr/0033-optimised-later.md.
 */
const BYTES_BEFORE_OPTIMIZING = 1_200_000;

/** For the whole process, whatever runs in it later. Source: V8, flag-definitions.h, interrupt_budget (132 KiB in Node 20). */
export const optimizeLater = (): void => setFlagsFromString(`--interrupt-budget=${BYTES_BEFORE_OPTIMIZING}`);
