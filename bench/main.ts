import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { setUpV8 } from '../cli/v8-settings.ts';
import { type Figure, goalText, holds, type Measured } from './figure.ts';

/**
 * `npm run bench [-- --json] [-- --record] [-- <part of a name> ...]`: measures the figures of bench/figures/, each beside its goal and
 * the value recorded last. A file there exports `figures: readonly Figure[]`; nothing else registers it. `--record` measures everything,
 * and adds a line to bench/history.jsonl.
 */
interface Row {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly goal: string;
  /** Null where it was not measured, or has no goal. */
  readonly holds: boolean | null;
  /** How many times the value of the naive way. */
  readonly times?: number;
  /** Why there is no value. */
  readonly why?: string;
}

interface Run {
  readonly machine: string;
  readonly commit: string;
  readonly figures: readonly Row[];
}

const FIGURES = new URL('./figures/', import.meta.url);
/** Of the clone: figures are measured in a copy of it. */
const HISTORY = join(process.cwd(), 'bench/history.jsonl');

const args = process.argv.slice(2);
const filters = args.filter((arg) => !arg.startsWith('--'));
const wrong = wrongArguments();
if (wrong !== undefined) {
  process.stderr.write(`${wrong}\n`);
  process.exit(2);
}

setUpV8();
const before = recordedLast();
const run: Run = { machine: machine(), commit: commit(), figures: await measureAll(await chosenFigures()) };
if (args.includes('--record')) appendFileSync(HISTORY, `${JSON.stringify({ at: new Date().toISOString(), ...run })}\n`);
process.stdout.write(args.includes('--json') ? `${JSON.stringify(run, undefined, 2)}\n` : table(run));
process.exitCode = run.figures.some((row) => row.holds === false) ? 1 : 0;

/** One run a line, the last one last. */
function recordedLast(): (Run & { readonly at: string }) | undefined {
  const last = readFileSync(HISTORY, 'utf8').trim().split('\n').at(-1) ?? '';
  return last === '' ? undefined : JSON.parse(last);
}

function wrongArguments(): string | undefined {
  const unknown = args.find((arg) => arg.startsWith('--') && !['--json', '--record'].includes(arg));
  if (unknown !== undefined) return `\`${unknown}\` is no option; there are --json and --record`;
  return args.includes('--record') && filters.length > 0
    ? `--record writes all figures; leave out \`${filters.join(' ')}\``
    : undefined;
}

async function chosenFigures(): Promise<readonly Figure[]> {
  const files = readdirSync(FIGURES).filter((name) => /\.[jt]s$/.test(name));
  const modules = await Promise.all(
    files.sort().map((name) => import(new URL(name, FIGURES).href) as Promise<{ figures: readonly Figure[] }>),
  );
  const all = modules.flatMap((module) => module.figures);
  return filters.length === 0 ? all : all.filter(({ name }) => filters.some((filter) => name.includes(filter)));
}

/** One after the other: they would disturb each other. */
async function measureAll(figures: readonly Figure[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const figure of figures) {
    process.stderr.write(`measuring: ${figure.name}\n`);
    rows.push(await measureOne(figure, rows));
  }
  return rows;
}

async function measureOne(figure: Figure, earlier: readonly Row[]): Promise<Row> {
  const common = { name: figure.name, unit: figure.unit, goal: goalText(figure) };
  const measured = await measuredOr(figure);
  if (measured.value === undefined) return { ...common, value: null, holds: null, why: measured.why };
  const value = Number(measured.value.toPrecision(3));
  const naive = earlier.find(({ name }) => name === figure.beside)?.value ?? undefined;
  const times = naive === undefined ? {} : { times: Number((value / naive).toPrecision(3)) };
  return { ...common, value, holds: holds(figure, measured.value) ?? null, ...times };
}

/** One figure that fails to be measured does not take the others with it. */
async function measuredOr(figure: Figure): Promise<Measured> {
  try {
    return await figure.measure();
  } catch (error) {
    return { value: undefined, why: error instanceof Error ? error.message : String(error) };
  }
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${model}, ${memory} GiB, ${platform()} ${arch()}, Node ${process.versions.node}`;
}

function commit(): string {
  const git = (...what: readonly string[]) => spawnSync('git', what, { encoding: 'utf8' }).stdout?.trim() ?? '';
  const head = git('rev-parse', '--short', 'HEAD');
  if (head === '') return 'unknown';
  return git('status', '--porcelain') === '' ? head : `${head}, changed`;
}

function table(current: Run): string {
  const lines = current.figures.map((row) => {
    const old = before?.figures.find(({ name }) => name === row.name)?.value ?? '-';
    return `| ${row.name} | ${row.value ?? '-'} | ${row.unit} | ${row.goal} | ${old} | ${verdictOn(row)} |`;
  });
  const head = '| figure | value | unit | goal | recorded | |\n|---|---|---|---|---|---|';
  const recorded =
    before === undefined ? '' : `recorded: ${before.at.slice(0, 10)}, ${before.machine}, commit ${before.commit}\n`;
  return `${head}\n${lines.join('\n')}\n\nmachine: ${current.machine}, commit ${current.commit}\n${recorded}`;
}

function verdictOn({ holds, times, why }: Row): string {
  if (why !== undefined) return `not measured: ${why}`;
  const verdict = holds === null ? 'naive way' : holds ? 'holds' : 'FAILS';
  return times === undefined ? verdict : `${verdict}, ${times} times the naive way`;
}
