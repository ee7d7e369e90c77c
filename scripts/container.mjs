#!/usr/bin/env node
// Entry point of the container image. Tadori listens on loopback only, also in a container, where a published port does not
// arrive at loopback. Where TADORI_CONTAINER_FORWARD is 1, connections to the container's own addresses are handed on; compose sets
// it, and publishes on the host's loopback. It is not in the image: with `--network host` these are the addresses of the host.
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

const PORT = 7070;
const LOOPBACK = '127.0.0.1';

const addresses = Object.values(networkInterfaces())
  .flat()
  .filter((one) => one.family === 'IPv4' && !one.internal)
  .map((one) => one.address);

if (process.env.TADORI_CONTAINER_FORWARD === '1') for (const address of addresses) forward(address);

const main = new URL('../dist/cli/main.js', import.meta.url);
process.argv[1] = main.pathname;
await import(main.href);

function forward(address) {
  const server = createServer((incoming) => {
    const outgoing = connect(PORT, LOOPBACK);
    incoming.pipe(outgoing).pipe(incoming);
    for (const socket of [incoming, outgoing]) {
      socket.on('error', () => {
        incoming.destroy();
        outgoing.destroy();
      });
    }
  });
  server.on('error', (error) =>
    process.stderr.write(`tadori: cannot listen on ${address}:${PORT}: ${error.message}\n`),
  );
  server.listen(PORT, address).unref();
}
