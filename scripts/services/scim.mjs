// SCIM tools of PyPI: the checks that our own service has to pass, and a service to read people from.
import { fileURLToPath } from 'node:url';
import { pythonWith } from './python.mjs';

const SCIM = {
  name: 'scim2',
  packages: '25 Python packages',
  requirements: fileURLToPath(new URL('./scim-requirements.txt', import.meta.url)),
};

/** The Python that has scim2-tester, scim2-cli and scim2-server, installed on first use. */
export const scimPython = () => pythonWith(SCIM);
