// A child with everything it starts: workers of a test runner outlive it where they loop without end.
const groups = process.platform !== 'win32';

/** Options for spawn() that make the child the head of a group of its own. */
export const GROUPED = { detached: groups };

/** Sends a signal to the child and to all that it started; those that are gone are no error. */
export function signalGroup(child, signal) {
  try {
    if (groups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
