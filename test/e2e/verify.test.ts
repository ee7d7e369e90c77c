import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAll } from '../../answers/claims.ts';
import type { Defect } from '../../answers/questions.ts';
import { recordDefects } from '../../answers/verify/derived.ts';
import { edgeDefects } from '../../answers/verify/edges.ts';
import { checkKept } from '../../answers/verify/kept.ts';
import { readStored, type Stored } from '../../answers/verify/stored.ts';
import type { Grant, Hop } from '../../domain/access.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { ProofRecord } from '../../graph/stored-shapes.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { claimAgain, type StoredClaim } from '../../reasoning/verify/stored-claim.ts';
import { got, type ProvedData, provedData, QUIET, sampleOfLedger, shippedSample } from './proved.ts';

let sample: ProvedData;
let intact: Stored;

beforeAll(async () => {
  sample = await provedData(await sampleOfDamages(), { certify: true, cypher: false });
  intact = got(await readStored(sample.data, sample.proved.snapshot));
}, 300_000);
afterAll(() => sample.close());

/** The roles of two accounts with the ledger, what has grants of every kind that is damaged below, parts, and records without a grant. */
async function sampleOfDamages(): Promise<Snapshot> {
  const [{ roles, ...ledger }, { resources }] = [await sampleOfLedger(), await shippedSample()];
  const more = resources.filter(({ arn }) =>
    /:secret-cake-recipes$|accesspoint\/recipes-lake$|:execute-api:/.test(arn),
  );
  const accounts = new Set(['646836788589', '590776722117']);
  const kept = roles.filter(({ account }) => accounts.has(account));
  return { ...ledger, roles: kept, resources: [...ledger.resources, ...more] };
}

/** What is found without engine and solver. */
async function defectsIn(stored: Stored, claims: readonly StoredClaim[]): Promise<readonly Defect[]> {
  const kept = await checkKept(stored, QUIET, claims);
  return [...stored.defects, ...(kept?.defects ?? []), ...edgeDefects(stored)];
}

type GrantPick = (grant: Grant) => boolean;
const plain: GrantPick = ({ alsoNeeds, witness }) => alsoNeeds.length === 0 && witness !== undefined;
const allowed: GrantPick = (grant) => plain(grant) && grant.verdict === 'allowed';
const conditional: GrantPick = (grant) => plain(grant) && grant.verdict === 'conditional';
const joint: GrantPick = ({ alsoNeeds, verdict }) => alsoNeeds.length > 0 && verdict === 'conditional';

/** The first grant of this kind is changed, or taken out. Returns the principal of its record beside what is stored then. */
function withGrant(pick: GrantPick, change: (grant: Grant) => Grant | undefined): Stored {
  let done = false;
  const proofs = intact.proofs.map((record): ProofRecord => {
    if (record.kind === 'hop' || done) return record;
    const at = record.access.grants.findIndex(pick);
    const grant = record.access.grants[at];
    if (grant === undefined) return record;
    done = true;
    const changed = change(grant);
    const grants = record.access.grants.flatMap((one, index) =>
      index === at ? (changed === undefined ? [] : [changed]) : [one],
    );
    return { ...record, access: { ...record.access, grants } };
  });
  expect(done, 'the sample has such a grant').toBe(true);
  return { ...intact, proofs };
}

function withHop(pick: (hop: Hop) => boolean, change: (hop: Hop) => Hop | undefined): Stored {
  let done = false;
  const proofs = intact.proofs.flatMap((record): readonly ProofRecord[] => {
    if (record.kind === 'access' || done || !pick(record.hop)) return [record];
    done = true;
    const hop = change(record.hop);
    return hop === undefined ? [] : [{ ...record, hop }];
  });
  expect(done, 'the sample has such a hop').toBe(true);
  return { ...intact, proofs };
}

const firstWitness = ({ witness }: Grant): NonNullable<Grant['witness']> => {
  if (witness === undefined) throw new Error('the grant has a witness');
  return witness;
};
const otherClaim = (claim: string | undefined): string =>
  intact.certificates.find((one) => one.hash !== claim)?.hash ?? '';

interface Damage {
  readonly name: string;
  readonly stored: () => Stored;
  /** Who finds it, and how it says so. */
  readonly found: readonly [Defect['by'], RegExp];
}

const TRUE = { kind: 'true' } as const;

const DAMAGES: readonly Damage[] = [
  {
    name: 'an action added to a grant',
    stored: () => withGrant(allowed, (grant) => ({ ...grant, actions: [...grant.actions, 'dynamodb:DeleteTable'] })),
    found: ['reading', /its claim does not (speak of|say that) dynamodb:DeleteTable/],
  },
  {
    name: 'a grant added',
    stored: () => ({
      ...intact,
      proofs: intact.proofs.map((record) =>
        record.kind === 'access' && record.access.grants.length === 0
          ? { ...record, access: { ...record.access, grants: [madeUp(record.access.cuts[0]?.actions ?? [])] } }
          : record,
      ),
    }),
    found: ['interpreter', /it has no witness/],
  },
  {
    name: 'a grant removed',
    stored: () => withGrant(allowed, () => undefined),
    found: ['reading', /its claim gives .*, and no grant of it is stored/],
  },
  {
    name: 'a verdict flipped to allowed',
    stored: () => withGrant(conditional, (grant) => ({ ...grant, verdict: 'allowed' })),
    found: ['reading', /it is called allowed and has a condition/],
  },
  {
    name: 'a verdict flipped to unknown',
    stored: () => withGrant(allowed, (grant) => ({ ...grant, verdict: 'unknown' })),
    found: ['reading', /its claim gives .*, and no grant of it is stored/],
  },
  {
    name: 'a condition dropped',
    stored: () => withGrant(conditional, (grant) => ({ ...grant, verdict: 'allowed', when: TRUE })),
    found: ['reading', /its condition for .* is not the one in its claim/],
  },
  {
    name: 'a condition dropped from a grant that needs a further authorisation',
    stored: () => withGrant(joint, (grant) => ({ ...grant, verdict: 'allowed', when: TRUE })),
    found: ['reading', /its condition for .* is not the one in its claim/],
  },
  {
    name: 'a further authorisation said to be allowed',
    stored: () =>
      withGrant(
        ({ alsoNeeds }) => alsoNeeds.some((need) => need.when !== undefined),
        (grant) => ({
          ...grant,
          alsoNeeds: grant.alsoNeeds.map(({ when: _, ...need }) => ({ ...need, verdict: 'allowed' as const })),
        }),
      ),
    found: ['reading', /is said to be allowed, and claimed to be conditional/],
  },
  {
    name: 'a witness altered',
    stored: () => withGrant(conditional, (grant) => ({ ...grant, witness: { ...firstWitness(grant), context: {} } })),
    found: ['interpreter', /its witness is said to be allowed and is \w+Denied/],
  },
  {
    name: 'a witness of something else',
    stored: () =>
      withGrant(allowed, (grant) => ({
        ...grant,
        witness: { ...firstWitness(grant), resource: 'arn:aws:s3:::other' },
      })),
    found: ['reading', /its witness asks for arn:aws:s3:::other, which is not where it holds/],
  },
  {
    name: 'a counter-witness that is allowed',
    stored: () =>
      withGrant(conditional, (grant) => ({
        ...grant,
        counterWitnesses: (grant.counterWitnesses ?? []).map((one) => ({
          ...one,
          witness: { ...one.witness, context: firstWitness(grant).context },
        })),
      })),
    found: ['interpreter', /its counter-witness on \S+ is said to be \w+ and is allowed/],
  },
  {
    name: "another claim's certificate under a grant",
    stored: () => withGrant(allowed, (grant) => ({ ...grant, claim: otherClaim(grant.claim) })),
    found: ['reading', /the claim that it names, [0-9a-f]{12}, is not stored for it/],
  },
  {
    name: 'a claim that does not exist under a grant',
    stored: () => withGrant(allowed, (grant) => ({ ...grant, claim: 'f'.repeat(64) })),
    found: ['reading', /the claim that it names, ffffffffffff, is not stored for it/],
  },
  {
    name: 'a statement that is not there',
    stored: () =>
      withGrant(allowed, (grant) => ({ ...grant, by: [{ layer: 'identity', policy: 'made up', index: 0 }] })),
    found: ['reading', /statement 0 of made up is not in the identity layer/],
  },
  {
    name: 'a record removed',
    stored: () => ({ ...intact, proofs: intact.proofs.filter((record) => record !== firstGiving()) }),
    found: ['reading', /its claim gives .*, and nothing is stored/],
  },
  {
    name: 'a record of which the edge is left',
    stored: () => ({ ...intact, proofs: intact.proofs.filter((record) => record !== firstGiving()) }),
    found: ['reading', /it follows from no stored record/],
  },
  {
    name: 'a scope widened',
    stored: () => ({
      ...intact,
      proofs: intact.proofs.map((record) =>
        record.kind === 'access' && record.access.scope.kind === 'part'
          ? { ...record, access: { ...record.access, scope: { ...record.access.scope, pattern: '*' } } }
          : record,
      ),
    }),
    found: ['reading', /it stands under the id of something else/],
  },
  {
    name: 'a hop removed',
    stored: () =>
      withHop(
        ({ kind }) => kind === 'assumes',
        () => undefined,
      ),
    found: ['reading', /its claim lets the role be assumed, and no hop is stored/],
  },
  {
    name: 'the condition of a hop dropped',
    stored: () =>
      withHop(
        ({ verdict }) => verdict === 'conditional',
        (hop) => ({ ...hop, verdict: 'allowed', when: TRUE }),
      ),
    found: ['reading', /its condition for sts:\w+ is not the one in its claim/],
  },
  {
    name: 'a membership of the directory removed',
    stored: () =>
      withHop(
        ({ kind }) => kind === 'memberOf',
        () => undefined,
      ),
    found: ['reading', /the directory says so, and it is not stored/],
  },
  {
    name: 'a membership of the directory made up',
    stored: () =>
      withHop(
        ({ kind }) => kind === 'assigned',
        (hop) => ({ ...hop, from: 'ssouser:nobody' }),
      ),
    found: ['reading', /the directory does not say so/],
  },
  {
    name: 'actions of an edge widened',
    stored: () => withEdge('CAN_ACCESS', { actions: ['s3:*'] }),
    found: ['reading', /it differs from its record: properties.actions has s3:\* besides/],
  },
  {
    name: 'a proof id of an edge that leads nowhere',
    stored: () => withEdge('CAN_BECOME', { proof_id: 'hop:none' }),
    found: ['reading', /it differs from its record: properties.proof_id is "hop:none"/],
  },
  {
    name: 'an edge removed',
    stored: () => ({ ...intact, graph: { ...intact.graph, edges: intact.graph.edges.slice(1) } }),
    found: ['reading', /it is missing/],
  },
  {
    name: 'a claim changed',
    stored: () => {
      const narrow = intact.claims.find(({ actions }) => actions.some(({ allowed }) => allowed.kind === 'false'));
      return { ...intact, claims: intact.claims.map((claim) => (claim === narrow ? widened(claim) : claim)) };
    },
    found: ['reading', /claim [0-9a-f]{12}, written down again from the snapshot, is another text/],
  },
  {
    name: 'a certificate removed',
    stored: () => ({ ...intact, certificates: intact.certificates.slice(1) }),
    found: ['files', /it has no certificate/],
  },
  {
    name: 'certificates, all of them gone from their file',
    stored: () => ({ ...intact, certificates: [] }),
    found: ['reading', /it is called certified, and claim [0-9a-f]{12} has no certificate/],
  },
  {
    name: 'a certificate that is pending under what is called certified',
    stored: () => ({ ...intact, certificates: intact.certificates.map((one) => ({ ...one, result: 'pending' })) }),
    found: ['reading', /it is called certified, and claim [0-9a-f]{12} has no certificate/],
  },
  {
    name: 'a certificate of nothing',
    stored: () => ({
      ...intact,
      certificates: intact.certificates.map((one, index) => (index === 0 ? { ...one, hash: '0'.repeat(64) } : one)),
    }),
    found: ['files', /it belongs to no stored claim/],
  },
];

const madeUp = (actions: readonly string[]): Grant => ({
  actions,
  verdict: 'allowed',
  when: TRUE,
  by: [],
  alsoNeeds: [],
  assumptions: [],
  proof: 'certified',
});

const firstGiving = (): ProofRecord | undefined =>
  intact.proofs.find((record) => record.kind === 'access' && record.access.grants.length > 0);

function withEdge(kind: string, properties: Stored['graph']['edges'][number]['properties']): Stored {
  const at = intact.graph.edges.findIndex((edge) => edge.kind === kind);
  const edges = intact.graph.edges.map((edge, index) =>
    index === at ? { ...edge, properties: { ...edge.properties, ...properties } } : edge,
  );
  return { ...intact, graph: { ...intact.graph, edges } };
}

/** Everything is allowed, under the same hash. */
const widened = (claim: StoredClaim): StoredClaim => ({
  ...claim,
  actions: claim.actions.map((one) => ({ ...one, allowed: TRUE, possible: TRUE })),
});

describe('verify, of what is stored', { timeout: 60_000 }, () => {
  it('finds nothing where nothing was touched', async () => {
    expect(await defectsIn(intact, intact.claims)).toEqual([]);
  });

  it.each(DAMAGES)('finds $name', async ({ stored, found: [by, says] }) => {
    const damaged = stored();
    const changed = damaged.claims.filter((claim) => !intact.claims.includes(claim));
    const defects = await defectsIn(damaged, changed);
    expect(defects).toContainEqual({ by, record: expect.stringMatching(/\S/), problem: expect.stringMatching(says) });
  });

  it('finds a grant that is false from the start: the solver does not refute what contradicts its claim', async () => {
    const claim = intact.claims.find(({ actions }) => actions.some((one) => one.possible.kind === 'false'));
    const lie = claim === undefined ? undefined : claimAgain(intact.snapshot, widened(claim));
    if (claim === undefined || lie === undefined) return expect.fail('the sample has a claim that something is denied');
    const hash = createHash('sha256').update(claimText(lie)).digest('hex');
    const kept = await checkKept({ ...intact, claims: [{ ...widened(claim), hash }] }, QUIET);
    const checked = (await checkAll(kept?.book.entries() ?? [], QUIET)) ?? [];
    expect(checked.map((one) => one.problem)).toEqual(['the solver found a request that contradicts the claim']);
  });

  it('finds a record that is gone together with its claims only by proving anew, and says so', () => {
    const gone = firstGiving();
    const defects = recordDefects(
      intact.proofs.filter((record) => record !== gone),
      intact.proofs,
    );
    expect(defects).toEqual([
      expect.objectContaining({ by: 'engine', problem: 'the engine derives it, and it is not stored' }),
    ]);
    expect(recordDefects(intact.proofs, intact.proofs.slice(1))).toEqual([
      expect.objectContaining({ by: 'engine', problem: 'the engine does not derive it' }),
    ]);
  });
});
