// Z3 as everybody gets it from PyPI: the tests run exported certificates again with it.
import { fileURLToPath } from 'node:url';
import { isInstalled, pythonWith } from './python.mjs';

const Z3 = {
  name: 'z3',
  packages: 'one Python package',
  requirements: fileURLToPath(new URL('./z3-requirements.txt', import.meta.url)),
};

/** Is it installed already? */
export const isZ3Installed = () => isInstalled(Z3);

/** The Python that has z3-solver, installed on first use. */
export const z3Python = () => pythonWith(Z3);
