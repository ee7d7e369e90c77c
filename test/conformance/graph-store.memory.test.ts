import { SHORT } from './extent.ts';
import { filesSuite } from './graph-store.files.suite.ts';

filesSuite(SHORT);
