import { FULL } from '../conformance/extent.ts';
import { embeddedSuite } from '../conformance/graph-store.embedded.suite.ts';
import { filesSuite } from '../conformance/graph-store.files.suite.ts';
import { neo4jSuite } from '../conformance/graph-store.neo4j.suite.ts';

filesSuite(FULL);
embeddedSuite(FULL);
neo4jSuite(FULL);
