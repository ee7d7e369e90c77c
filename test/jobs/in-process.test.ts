import { inProcessJobs } from '../../answers/jobs/in-process.ts';
import { FAKE, jobDriverSuite } from './driver.suite.ts';

jobDriverSuite('in this process', async () => inProcessJobs(FAKE));
