// Runs the command lines that its parent sends, in a process of another user: for each message a list of words, an answer.
import { tadoriHere } from './real-ports.ts';

process.on('message', async (argv: readonly string[]) => {
  process.send?.(await tadoriHere(argv));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
