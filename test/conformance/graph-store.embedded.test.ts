import { SHORT } from './extent.ts';
import { embeddedSuite } from './graph-store.embedded.suite.ts';

embeddedSuite(SHORT);
