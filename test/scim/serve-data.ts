// A server in a process of its own, to be killed: `serve-data.ts <data folder>` prints its address.
import { serve } from './scim-server.ts';

const running = await serve(process.argv[2] ?? '');
process.stdout.write(`${running.address}\n`);
