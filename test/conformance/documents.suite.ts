import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { buildGraph } from '../../graph/build.ts';
import type { GraphReader, GraphStore } from '../../graph/store.ts';
import { NOTHING } from '../empty-snapshot.ts';
import { assumedHop } from '../graph/assumed-hop.ts';
import { got, type Harness, loadAndOpen, query } from './graph-store.harness.ts';

interface Snippet {
  readonly file: string;
  readonly engines: readonly string[];
  readonly text: string;
}

const snippetsOf = (file: string): readonly Snippet[] =>
  [...readFileSync(file, 'utf8').matchAll(/<!-- cypher: ([\w, ]+) -->\n```cypher\n(.*?)```/gs)].map(
    ([, engines = '', text = '']) => ({ file, engines: engines.split(/,\s*/), text }),
  );

const SNIPPETS = ['README.md', 'docs/graph.md'].flatMap(snippetsOf);

/** Queries in documents run as they are written, on the engines they are labelled for, and find something. */
export function documentsSuite(harness: Harness): void {
  const engine = harness.cypher === 'neo4j' ? 'neo4j' : 'embedded';
  describe(`${harness.name}: queries in documents`, () => {
    const stores: GraphStore[] = [];
    let reader: GraphReader;
    beforeAll(async () => {
      const store = await harness.fresh();
      stores.push(store);
      reader = await loadAndOpen(store, 'documents', buildGraph(SNAPSHOT, ACCESS, HOPS, 'documents').graph);
    });
    afterAll(async () => {
      for (const store of stores) await store.close();
    });
    const mine = SNIPPETS.filter((snippet) => snippet.engines.includes(engine));
    it('are labelled', () => expect(mine.length).toBeGreaterThan(3));
    it.each(mine)('$file: $text', async ({ text }) => {
      const answer = await got(query(reader, text));
      expect(answer.rows.length).toBeGreaterThan(0);
    });
  });
}

const ACCOUNT = '111111111111';
const CFO = `arn:aws:iam::${ACCOUNT}:role/CFO`;
const SIGN_IN = `arn:aws:iam::${ACCOUNT}:role/SignIn`;
const LEDGER = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/finance-ledger`;
const role = (arn: string): Snapshot['roles'][number] => ({
  arn,
  account: ACCOUNT,
  name: arn.slice(arn.lastIndexOf('/') + 1),
  path: '/',
  tags: {},
  inlinePolicies: [],
  attachedPolicies: [],
  trustPolicy: { Version: '2012-10-17', Statement: [] },
});

/** One person, one role behind another, one table, one guardrail. */
const SNAPSHOT: Snapshot = {
  ...NOTHING,
  organization: { id: 'o-1', rootId: 'r-1', managementAccount: '999999999999', enabled: ['scp'] },
  organizationPolicies: [
    {
      id: 'p-1',
      name: 'EuropeOnly',
      type: 'scp',
      awsManaged: false,
      targets: ['r-1'],
      document: { Version: '2012-10-17', Statement: [{ Sid: 'Europe', Effect: 'Deny', Action: '*', Resource: '*' }] },
    },
  ],
  accounts: [{ id: ACCOUNT, partition: 'aws', name: 'finance', parent: 'r-1' }],
  roles: [role(CFO), role(SIGN_IN)],
  directoryUsers: [{ id: 'u', provider: 'identitystore', userName: 'ana@x', emails: [], active: true }],
  people: [{ email: 'ana@x', displayName: 'Ana', active: true }],
  resources: [
    {
      type: 'AWS::DynamoDB::Table',
      arn: LEDGER,
      account: ACCOUNT,
      region: 'eu-west-1',
      name: 'finance-ledger',
      tags: {},
      indexes: [],
    },
  ],
};

const hop = (from: string, to: string, kind: Hop['kind'], technique: string): Hop => ({
  ...assumedHop(from, to, technique),
  kind,
});
const HOPS = [
  hop('person:ana@x', 'ssouser:u', 'memberOf', 'same e-mail (probable)'),
  hop('ssouser:u', SIGN_IN, 'federatesTo', 'Identity Center sign-in'),
  hop(SIGN_IN, CFO, 'assumes', 'sts:AssumeRole'),
];
const grant = { when: { kind: 'true' }, by: [], alsoNeeds: [], assumptions: [], proof: 'replayed' } as const;
const ACCESS: readonly EffectiveAccess[] = [
  {
    principal: CFO,
    resource: LEDGER,
    scope: { kind: 'whole', pattern: LEDGER, except: [], sample: LEDGER },
    grants: [
      { ...grant, actions: ['dynamodb:GetItem'], verdict: 'allowed' },
      { ...grant, actions: ['dynamodb:Query'], verdict: 'unknown' },
    ],
    cuts: [],
    unlisted: [],
  },
];
