import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';

interface MotoModule {
  isMotoInstalled(): boolean;
  motoPython(): string;
}
const SCRIPT = new URL('../../scripts/services/moto.mjs', import.meta.url).href;
const moto = (await import(SCRIPT)) as MotoModule;

/** Why no organisation can be emulated; undefined: one can. */
export const ORGANISATION_MISSING: string | undefined = moto.isMotoInstalled()
  ? undefined
  : 'moto is not installed: `npm test` installs it';

/** Whose credentials `useOwnKeys` sets: the management account. */
export const OWN_ACCOUNT = '123456789012';

export interface EmulatedOrganisation {
  readonly url: string;
  stop(): Promise<void>;
}

/** An emulator of its own that holds so many accounts with so many roles each, in two Regions. */
export async function startOrganisation(accounts: number, roles: number): Promise<EmulatedOrganisation> {
  const port = await freePort();
  const script = fileURLToPath(new URL('./organisation.py', import.meta.url));
  const args = [script, String(port), String(accounts), String(roles)];
  // a thousand snapshots of images in every account and Region are nothing to wait for
  const env = { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' };
  const server = spawn(moto.motoPython(), args, { stdio: ['pipe', 'ignore', 'ignore'], env });
  server.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  for (let turn = 0; turn < 600; turn += 1) {
    const answer = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (answer?.ok === true) break;
    if (server.exitCode !== null) throw new Error(`the emulator ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    stop: async () => {
      server.stdin.end();
      await gone;
    },
  };
}

/** The environment that the collector needs to reach an emulator, or a proxy before it; the keys are made up. */
export const environmentFor = (url: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'OWNKEY',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
});
