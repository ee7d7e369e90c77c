import { SHORT } from './extent.ts';
import { neo4jSuite } from './graph-store.neo4j.suite.ts';

neo4jSuite(SHORT);
