// A vitest reporter that writes what the last line of `npm test` needs: counts, and every skipped test with its reason.

import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class CountReporter {
  #running = new Set();

  /** For whoever has to stop a run: a test that loops without end cannot be asked. */
  onTestModuleStart(module) {
    this.#running.add(pathOf(module));
    this.#tellRunning();
  }

  onTestModuleEnd(module) {
    this.#running.delete(pathOf(module));
    this.#tellRunning();
  }

  #tellRunning() {
    writeFileSync(process.env.TADORI_TEST_COUNTS, JSON.stringify({ running: [...this.#running] }));
  }

  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const ofState = (state) => tests.filter((test) => test.result().state === state);
    const broken = modules.filter(isBroken).length; // a file that could not be loaded, or whose hooks failed
    const counts = {
      passed: ofState('passed').length,
      failed: ofState('failed').length + ofState('pending').length + broken + unhandledErrors.length,
      skipped: ofState('skipped').map((test) => ({
        name: `${pathOf(test.module)} > ${test.fullName}`,
        reason: test.result().note ?? '',
      })),
    };
    writeFileSync(process.env.TADORI_TEST_COUNTS, JSON.stringify(counts));
  }
}

const pathOf = (module) => relative(process.cwd(), module.moduleId);

function isBroken(module) {
  const failedTest = [...module.children.allTests('failed')].length > 0;
  return module.state() === 'failed' && !failedTest;
}
