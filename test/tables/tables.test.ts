import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withDerivedKeys } from '../../answers/simulate/caller.ts';
import { leaningOn } from '../../domain/decision.ts';
import type { Json } from '../../domain/policy.ts';
import type { AccessRequest, RequestFacts } from '../../domain/request.ts';
import { decide } from '../../reasoning/decide.ts';
import { decideSymbolically } from '../../reasoning/one-request.ts';
import { policySet, principalOf } from '../dsl.ts';

const LAYERS = ['identity', 'permissionsBoundary', 'session', 'scp', 'rcp', 'vpcEndpoint'] as const;
type Layer = (typeof LAYERS)[number];
type Cell = readonly [words: string, ...answers: readonly string[]];
interface Row {
  readonly form: string;
  readonly caller: string;
  readonly principal: Json;
  readonly facts?: RequestFacts;
  readonly ask?: string;
}

const read = (name: string): unknown => parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
const TABLE_A = read('layers.yaml') as readonly (Row & Readonly<Record<Layer, Cell>>)[];
const TABLE_B = read('naming.yaml') as {
  readonly names: Readonly<Record<string, Json>>;
  readonly rows: readonly (Row & Readonly<Record<string, Cell>>)[];
};

const ASK = 's3:GetObject on arn:aws:s3:::logs/a';
const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };
const DENY = { Effect: 'Deny', Action: '*', Resource: '*' };
const SILENT = { Effect: 'Allow', Action: 'ec2:CopyImage', Resource: '*' };

function requestOf(row: Row, policies: Readonly<Record<string, Json>>): AccessRequest {
  const [action = '', arn = ''] = (row.ask ?? ASK).split(' on ');
  return withDerivedKeys({
    principal: principalOf(row.principal),
    action,
    resource: { arn, account: '111122223333' },
    context: {},
    policies: policySet({ policies }, row.form),
    facts: row.facts ?? {},
  });
}

/** `yes`, `no`, `deny` or `?`, and the rules it rests on; engine and interpreter must agree. */
function answerTo(request: AccessRequest, layer?: Layer): string {
  const decision = decide(request);
  const engine = decideSymbolically(request);
  const words = { allowed: 'yes', unknown: '?', implicitlyDenied: 'no', explicitlyDenied: 'deny' } as const;
  const short = decision.kind === 'allowed' || decision.kind === 'unknown' ? decision.kind : 'denied';
  expect(engine, 'the engine').toBe(short);
  if (layer !== undefined && decision.kind === 'implicitlyDenied') expect(decision.missing).toContain(layer);
  if (layer !== undefined && decision.kind === 'explicitlyDenied')
    expect(decision.by.map((one) => one.layer)).toContain(layer);
  const rules = [...new Set(leaningOn(decision).map(({ rule }) => rule))];
  return [words[decision.kind], ...rules].join(' ');
}

/** How the resource policy names a caller in person, and how it does so as little as it can. */
function grantsTo(row: Row): { readonly direct: Json; readonly enough?: Json } {
  const caller = principalOf(row.principal);
  const grant = (principal: Json): Json => [{ ...ALLOW, Principal: principal }];
  const foreign = 'account' in caller && caller.account !== '111122223333';
  switch (caller.kind) {
    case 'user':
      return { direct: grant({ AWS: caller.arn }), ...(foreign ? { enough: grant({ AWS: caller.account }) } : {}) };
    case 'roleSession': {
      const session = `arn:aws:sts::${caller.account}:assumed-role/${caller.roleName}/${caller.sessionName ?? ''}`;
      return { direct: grant({ AWS: session }), ...(foreign ? { enough: grant({ AWS: caller.account }) } : {}) };
    }
    case 'federatedUser':
      return { direct: grant({ AWS: `arn:aws:sts::${caller.account}:federated-user/${caller.name}` }) };
    case 'root':
    case 'assumedRoot':
      return { direct: grant({ AWS: `arn:aws:iam::${caller.account}:root` }) };
    case 'service':
      return named(grant({ Service: caller.name }));
    case 'federated':
      return named(grant({ Federated: caller.provider }));
    case 'anonymous':
      return named(grant('*'));
  }
}
const named = (grant: Json): { readonly direct: Json; readonly enough: Json } => ({ direct: grant, enough: grant });

/** Everything that the caller needs but for one layer, which says this. */
function allBut(row: Row, layer: Layer, says: Json, direct: boolean): Readonly<Record<string, Json>> {
  const { kind } = principalOf(row.principal);
  const grants = grantsTo(row);
  const resource = direct ? grants.direct : grants.enough;
  const base: Record<string, Json> = {
    ...(['user', 'roleSession', 'federatedUser'].includes(kind) || (kind === 'assumedRoot' && layer !== 'session')
      ? { identity: [ALLOW] }
      : {}),
    ...(kind === 'federatedUser' ? { session: [ALLOW] } : {}),
    ...(resource === undefined ? {} : { resource }),
  };
  return { ...base, [layer]: says };
}

const asLayer = (layer: Layer, statement: Readonly<Record<string, Json>>): Json => {
  if (layer === 'scp') return [[statement]];
  if (layer === 'vpcEndpoint') return [{ ...statement, Principal: '*' }];
  if (layer !== 'rcp') return [statement];
  const silent = statement['Effect'] === 'Allow';
  return [[{ ...statement, Effect: 'Deny', Principal: '*', Action: silent ? 's3:PutObject' : ['s3:*', 'sts:*'] }]];
};

describe('table A, which layer binds whom', () => {
  const cells = TABLE_A.flatMap((row) => LAYERS.map((layer) => ({ row, layer, id: `${row.form} ${row.caller}` })));

  it.each(cells)('$id: $layer', ({ row, layer }) => {
    const [, ...wanted] = row[layer];
    const silent = asLayer(layer, SILENT);
    const asked = [allBut(row, layer, silent, false), allBut(row, layer, asLayer(layer, DENY), false)];
    const answers = [...asked, allBut(row, layer, silent, true)].map((one) => answerTo(requestOf(row, one), layer));
    expect(answers).toEqual(wanted);
  });

  it('allows every form where no layer objects', () => {
    for (const row of TABLE_A) {
      const request = requestOf(row, allBut(row, 'identity', [ALLOW], false));
      expect(decide(request).kind, row.form).toBe('allowed');
    }
  });
});

describe('table B, what a name in a resource policy is worth', () => {
  const { names, rows } = TABLE_B;
  const cells = rows.flatMap((row) =>
    Object.keys(names).map((name) => ({ row, name, id: `${row.form} ${row.caller}` })),
  );

  it.each(cells)('$id, named by $name', ({ row, name }) => {
    const caller = principalOf(row.principal);
    const account = 'account' in caller ? caller.account : '111122223333';
    const principal = JSON.parse(JSON.stringify(names[name]).replace('{account}', account)) as Json;
    const resource = [{ ...ALLOW, Principal: principal }];
    const caps = { permissionsBoundary: [SILENT], ...(canPass(caller.kind) ? { session: [SILENT] } : {}) };
    const asked = [{ resource }, { resource, ...caps }, { resource, identity: [ALLOW] }];
    const answers = asked.map((policies) => answerTo(requestOf(row, policies)));
    const [, ...wanted] = row[name] ?? [''];
    expect(answers).toEqual(wanted);
  });
});

const canPass = (kind: string): boolean => ['roleSession', 'federatedUser', 'assumedRoot'].includes(kind);

describe('docs/semantics.md', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../docs/semantics.md'), 'utf8').split('\n');
  const row = ({ form, caller }: Row, cells: readonly (Cell | undefined)[]): string =>
    `| ${[form, caller, ...cells.map((cell) => cell?.[0] ?? '')].join(' | ')} |`;

  it('has table A as it is here', () => {
    for (const one of TABLE_A)
      expect(lines).toContain(
        row(
          one,
          LAYERS.map((layer) => one[layer]),
        ),
      );
  });

  it('has table B as it is here', () => {
    const names = Object.keys(TABLE_B.names);
    for (const one of TABLE_B.rows)
      expect(lines).toContain(
        row(
          one,
          names.map((name) => one[name]),
        ),
      );
  });

  it('has no further rows', () => {
    const rows = lines.filter((line) => /^\| P\d+\w? \|/.test(line));
    expect(rows.length).toBe(TABLE_A.length + TABLE_B.rows.length);
  });
});
