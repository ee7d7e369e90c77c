import { identitySourcesSuite } from './identity-sources.suite.ts';

identitySourcesSuite({ users: 2000, groups: 200 });
