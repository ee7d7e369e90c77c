import { err, ok, type Result } from '../../domain/result.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { parseJson } from '../json-text.ts';
import { type Mismatch, mismatch, type RootSchema, type Schema } from '../schema-check.ts';
import { CLAIMS, type ClaimRule, readRule } from './claim-rules.ts';

/** Name of the configuration in a folder that was recorded. */
export const RECORDED_SOURCES = 'identity.json';
/** Name of the answers of a source there. */
export const recordedAnswers = (id: string): string => `${id}.jsonl`;

interface Named {
  readonly id: string;
  readonly name?: string;
  readonly standsFor?: readonly string[];
}
interface Asked extends Named {
  readonly url: string;
  /** Name of the environment variable that holds the token. */
  readonly token: string;
}

/** One source as `tadori collect --identity` is told of it. */
export type SourceConfig =
  | (Asked & { readonly kind: 'okta' | 'entra' })
  | (Asked & { readonly kind: 'google'; readonly schema: string; readonly field: string })
  | (Asked & { readonly kind: 'keycloak'; readonly client?: string })
  | (Named & {
      readonly kind: 'declared';
      /** Lies beside the configuration. */
      readonly file: string;
      /** Name of the directory whose users and groups are meant; left out: every one. */
      readonly directory?: string;
      readonly closed?: boolean;
    })
  | (Named & {
      readonly kind: 'claims';
      readonly rules: readonly ClaimRule[];
      readonly directory?: string;
      readonly closed?: boolean;
    });

/** One that answers questions; what the others tell stands in files. */
export type AskedSource = Exclude<SourceConfig, { readonly kind: 'declared' | 'claims' }>;

const text: Schema = { type: 'string', pattern: '.' };
const named: Readonly<Record<string, Schema>> = {
  id: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,30}$' },
  name: text,
  standsFor: {
    type: 'array',
    items: { type: 'string', pattern: '^arn:[a-z-]+:iam::(\\d{12}|\\*):saml-provider/[\\w._-]+$' },
  },
};
const asked: Readonly<Record<string, Schema>> = {
  ...named,
  url: { type: 'string', pattern: '^https://' },
  token: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
};

const claimRule: Schema = {
  type: 'object',
  properties: { claim: { type: 'string', enum: CLAIMS }, matches: text, pattern: text, role: text },
  required: ['claim', 'pattern', 'role'],
  additionalProperties: false,
};

const source = (
  kind: SourceConfig['kind'],
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties: { kind: { const: kind }, ...properties },
  required: ['kind', 'id', ...required],
  additionalProperties: false,
});

const FORMS: Readonly<Record<SourceConfig['kind'], Schema>> = {
  okta: source('okta', asked, ['url', 'token']),
  entra: source('entra', asked, ['url', 'token']),
  google: source('google', { ...asked, schema: text, field: text }, ['url', 'token', 'schema', 'field']),
  keycloak: source('keycloak', { ...asked, client: text }, ['url', 'token']),
  declared: source(
    'declared',
    {
      ...named,
      file: { type: 'string', pattern: '^(?!\\.{1,2}$)[^/\\\\]+$' },
      directory: text,
      closed: { type: 'boolean' },
    },
    ['file'],
  ),
  claims: source(
    'claims',
    { ...named, rules: { type: 'array', items: claimRule }, directory: text, closed: { type: 'boolean' } },
    ['rules'],
  ),
};

const LIST: RootSchema = {
  $defs: {
    ...FORMS,
    Config: {
      type: 'object',
      properties: {
        sources: {
          type: 'array',
          items: {
            type: 'object',
            properties: { kind: { type: 'string', enum: Object.keys(FORMS) } },
            required: ['kind'],
          },
        },
      },
      required: ['sources'],
      additionalProperties: false,
    },
  },
};

/** The sources of a configuration file; `file` names it in messages. */
export function parseSources(content: string, file: string): Result<readonly SourceConfig[], ImportError> {
  const value = parseJson(content);
  if (value === undefined) return err(badInput(file, undefined, 'is no JSON'));
  const outside = mismatch(LIST, 'Config', value);
  if (outside !== undefined) return err(badInput(file, outside.place || undefined, outside.problem));
  // the schema has been held against it
  const { sources } = value as unknown as { readonly sources: readonly SourceConfig[] };
  for (const [index, one] of sources.entries()) {
    const wrong = mismatch(LIST, one.kind, one as never) ?? wrongOf(one, index, sources);
    if (wrong === undefined) continue;
    const at = `sources[${index}]`;
    return err(badInput(file, wrong.place === '' ? at : `${at}.${wrong.place}`, wrong.problem));
  }
  return ok(sources);
}

/** What no schema says. */
function wrongOf(one: SourceConfig, index: number, sources: readonly SourceConfig[]): Mismatch | undefined {
  if (sources.findIndex(({ id }) => id === one.id) !== index)
    return { place: 'id', problem: `\`${one.id}\` stands there twice` };
  if (one.kind === 'claims') {
    const wrong = one.rules.findIndex((rule) => readRule(rule) === undefined);
    return wrong < 0 ? undefined : { place: `rules[${wrong}]`, problem: 'is no rule that can be read' };
  }
  if (one.kind !== 'declared') {
    const problem = addressProblem(one.url);
    return problem === undefined ? undefined : { place: 'url', problem };
  }
  if (!isRecorded(one.file, sources)) return undefined;
  return { place: 'file', problem: `\`${one.file}\` is the name of a file of recordings; call it otherwise` };
}

/** Whoever writes a password into an address is not shown it again. */
function addressProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return 'is no address';
  const { username, password } = new URL(url);
  return username === '' && password === '' ? undefined : 'must be an address without user and password';
}

/** A recording has the configuration, the answers of every source and the declared files in one folder. */
const isRecorded = (file: string, sources: readonly SourceConfig[]): boolean =>
  [RECORDED_SOURCES, ...sources.map(({ id }) => recordedAnswers(id))].includes(file.toLowerCase());
