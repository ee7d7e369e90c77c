// A lock between processes of one clone: a file that names its holder and is touched while the holder works.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const BEAT_MS = 2_000;
const STALE_MS = 30_000;
const LOOK_MS = 200;

/** Runs `work` while holding `file`; `waiting` is called once if another process holds it. */
export async function withLock(file, waiting, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let told = false; !take(file); told = true) {
    if (!told) waiting();
    removeIfStale(file);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT_MS);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A holder that died leaves its file. Moved away before it is judged again, so that a new holder's file is never deleted. */
function removeIfStale(file) {
  const aside = `${file}.${process.pid}`;
  try {
    const holder = readFileSync(file, 'utf8');
    if (alive(Number(holder)) && Date.now() - statSync(file).mtimeMs < STALE_MS) return;
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, file);
    rmSync(aside);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error; // somebody else was faster
    rmSync(aside, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
