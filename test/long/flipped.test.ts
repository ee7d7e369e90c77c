import { flippedSuite } from '../collector/flipped.suite.ts';

flippedSuite({ others: 1, manifest: 3 });
