import { parentPort, workerData } from 'node:worker_threads';
import { operationsAt } from './operations.ts';
import type { VerifyAsked } from './verify-apart.ts';

// One verification, in a thread that ends with it. What is checked lies in the data folder, whatever the store is.

const { data, snapshot }: VerifyAsked = workerData;
const options = { onProgress: () => undefined, signal: new AbortController().signal };
parentPort?.postMessage(await operationsAt({ data, store: 'embedded' }).verify({ snapshot }, options));
