import { fuzzSuite } from './fuzz.suite.ts';

fuzzSuite({ bodies: 600, filters: 2_000, lookups: 800 });
