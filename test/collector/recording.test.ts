import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLER } from '../../collector/call-source.ts';
import { snapshotFrom } from '../../collector/collect.ts';
import { importPaths } from '../../collector/import.ts';
import { Recorder } from '../../collector/recording.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { MAIN, MEMBER, SCRIPT, TAKING } from './scripted-organisation.ts';
import { failure, type Script, ScriptedSource } from './scripted-source.ts';

describe('a recording', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tadori-record-'));
  async function recorded(
    name: string,
    script: Script = SCRIPT,
    people?: string,
  ): Promise<{ readonly path: string; readonly snapshot: Snapshot }> {
    const path = join(folder, name);
    const recorder = await Recorder.start(new ScriptedSource(script), path, TAKING, { people, pushed: [] });
    if (!recorder.ok) throw new Error(recorder.error.message);
    const taken = await snapshotFrom(recorder.value, TAKING, {});
    if (!taken.ok) throw new Error(taken.error.message);
    expect(await recorder.value.close()).toEqual({ ok: true, value: undefined });
    return { path, snapshot: taken.value };
  }
  const imported = (...paths: readonly string[]) => importPaths(paths, { now: () => new Date(0) });

  it('gives the snapshot it was taken for, gaps and all', async () => {
    const { path, snapshot } = await recorded('gaps', {
      ...SCRIPT,
      'sqs:ListQueues': () => failure('AccessDenied', 'denied'),
    });
    expect(snapshot.coverage.filter((cell) => cell.status === 'denied')).toHaveLength(4);
    expect(await imported(path)).toEqual({ ok: true, value: snapshot });
  });

  it('keeps the people file too', async () => {
    const { path } = await recorded('people', SCRIPT, 'email\nann@x');
    expect(await imported(path)).toMatchObject({ value: { people: [{ email: 'ann@x', active: true }] } });
  });

  it('of which a part is lost gives gaps for that part', async () => {
    const { path } = await recorded('part');
    rmSync(join(path, `${MEMBER}.kms.jsonl`));
    const read = await imported(path);
    if (!read.ok) throw new Error(read.error.message);
    const gaps = read.value.coverage.filter((cell) => cell.status !== 'complete');
    expect(new Set(gaps.map((gap) => `${gap.account} ${gap.service} ${gap.status}`))).toEqual(
      new Set([`${MEMBER} kms skipped`]),
    );
  });

  it.each([
    [
      'a line that is no call',
      (path: string) => writeFileSync(join(path, `${MAIN}.iam.jsonl`), '{"account":1}\n'),
      /iam\.jsonl, line 1: it is no recorded call; restore the recording/,
    ],
    [
      'a line cut short',
      (path: string) =>
        writeFileSync(
          join(path, `${MAIN}.iam.jsonl`),
          readFileSync(join(path, `${MAIN}.iam.jsonl`), 'utf8').slice(0, -9),
        ),
      /iam\.jsonl, line \d+: it is no recorded call/,
    ],
    [
      'a header that is none',
      (path: string) => writeFileSync(join(path, 'recording.json'), '{}'),
      /recording\.json: it is no recording's header/,
    ],
    [
      'a newer header',
      (path: string) => writeFileSync(join(path, 'recording.json'), '{"format":2}'),
      /recording\.json: the recording has format 2.*install a newer Tadori/,
    ],
    [
      'no answer to who asked',
      (path: string) => rmSync(join(path, `${CALLER}.sts.jsonl`)),
      /does not say who recorded it/,
    ],
  ])('with %s is refused', async (name, harm, message) => {
    const { path } = await recorded(name.replaceAll(' ', '-'));
    harm(path);
    expect(await imported(path)).toMatchObject({
      ok: false,
      error: { kind: 'badInput', message: expect.stringMatching(message) },
    });
  });

  it('is not written into a folder that holds something', async () => {
    const { path } = await recorded('twice');
    const again = await Recorder.start(new ScriptedSource(SCRIPT), path, TAKING, { pushed: [] });
    expect(again).toMatchObject({
      ok: false,
      error: { kind: 'badInput', message: expect.stringContaining('the folder is not empty') },
    });
  });

  it('on a disk that fails fails the collection', async () => {
    const path = join(folder, 'gone');
    const recorder = await Recorder.start(new ScriptedSource(SCRIPT), path, TAKING, { pushed: [] });
    if (!recorder.ok) throw new Error(recorder.error.message);
    rmSync(path, { recursive: true });
    await snapshotFrom(recorder.value, TAKING, {});
    expect(await recorder.value.close()).toMatchObject({
      ok: false,
      error: { kind: 'io', message: expect.stringContaining(path) },
    });
  });
});
