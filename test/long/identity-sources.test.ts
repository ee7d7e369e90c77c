import { identitySourcesSuite } from '../e2e/identity-sources.suite.ts';

identitySourcesSuite({ users: 10_000, groups: 1000 });
