/** Closes the input of a server that ends with it, and waits until it is gone; kills it where that takes longer than `timeoutMs`. */
export async function stopped(server, timeoutMs) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.ref();
  server.stdin.end();
  const late = setTimeout(() => server.kill('SIGKILL'), timeoutMs);
  await gone;
  clearTimeout(late);
}
