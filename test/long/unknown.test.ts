import { shippedSample } from '../e2e/proved.ts';
import { unknownSuite } from '../e2e/unknown.suite.ts';

unknownSuite('the sample', await shippedSample());
