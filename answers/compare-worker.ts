import { parentPort, workerData } from 'node:worker_threads';
import { comparePolicies } from './compare.ts';
import type { CompareAsk } from './questions.ts';

// One comparison, in a thread that ends with it.

const ask: CompareAsk = workerData;
parentPort?.postMessage(comparePolicies(ask));
