import { fuzzSuite } from '../scim/fuzz.suite.ts';

fuzzSuite({ bodies: 3_000, filters: 10_000, lookups: 3_000 });
