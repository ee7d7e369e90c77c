import { afterEach, describe, expect, it } from 'vitest';
import { openOn } from '../../answers/open.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { readGraph, writeGraph } from '../../graph/graph-files.ts';
import { actorName, got, type ProvedData, provedData, resultsOf, shippedSample, short, whoCan } from '../e2e/proved.ts';

/** Whatever a change of the snapshot leaves untouched answers as before; what it touches answers otherwise. */
let opened: ProvedData | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function changed(change: (snapshot: Snapshot) => Snapshot): Promise<ProvedData> {
  opened = await provedData(change(await shippedSample()));
  return opened;
}

const mapRole = (snapshot: Snapshot, name: string, change: (role: IamRole) => IamRole): Snapshot => {
  const roles = snapshot.roles.map((role) => (actorName(role.arn) === name ? change(role) : role));
  expect(roles).not.toEqual(snapshot.roles);
  return { ...snapshot, roles };
};

describe('deleting a statement from the snapshot', () => {
  it('an identity policy of a hop: the table is out of reach by it', async () => {
    const { questions } = await changed((snapshot) =>
      mapRole(snapshot, 'Hop3', (role) => ({ ...role, inlinePolicies: [] })),
    );
    const answer = await whoCan(questions, 'finance-ledger', 'people');
    expect(resultsOf(answer, 'Hop3')).toEqual([]);
    expect(answer.without.map((id) => answer.nodes[id]?.name)).toContain('Ann Alyst');
    expect(resultsOf(answer, 'CFO')).not.toEqual([]);
  });

  it('the denying statement of an SCP: PutItem comes through', async () => {
    const { questions } = await changed((snapshot) => ({
      ...snapshot,
      organizationPolicies: snapshot.organizationPolicies.map((policy) =>
        policy.name === 'NoFinanceWritesExceptBatch' ? { ...policy, document: EVERYTHING } : policy,
      ),
    }));
    const answer = await whoCan(questions, 'finance-ledger', 'people');
    expect(short(resultsOf(answer, 'Hop3')[0]?.actions ?? [])).toEqual(['GetItem', 'PutItem', 'Scan']);
    expect(resultsOf(answer, 'Hop3')[0]?.cuts).toEqual([]);
    const put = got(
      await questions.explain({
        principal: 'CFO',
        actions: ['dynamodb:PutItem'],
        resource: 'finance-ledger',
        language: 'en',
      }),
    );
    expect(put.columns[0]?.blockedBy).toEqual(['permissionsBoundary']);
  });

  it('the MFA condition of a trust policy: people become VaultKeeper', async () => {
    const { questions } = await changed((snapshot) =>
      mapRole(snapshot, 'VaultKeeper', (role) => ({ ...role, trustPolicy: withoutConditions(role.trustPolicy) })),
    );
    const answer = got(await questions.paths({ from: 'Rita Root', to: 'VaultKeeper', language: 'en' }));
    expect(answer.paths.length).toBeGreaterThan(0);
  });

  it('an assignment: the person has lost the way', async () => {
    const { questions } = await changed((snapshot) => ({
      ...snapshot,
      directoryGroups: snapshot.directoryGroups.map((group) =>
        group.name === 'Finance' ? { ...group, members: [] } : group,
      ),
    }));
    const answer = await whoCan(questions, 'finance-ledger', 'people');
    expect(answer.results.map((result) => result.subject.name)).not.toContain('Carla Conti');
  });
});

const EVERYTHING: Json = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

function withoutConditions(document: IamRole['trustPolicy']): IamRole['trustPolicy'] {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'Condition' ? undefined : value,
  ) as IamRole['trustPolicy'];
}

describe('deleting an edge from the store', () => {
  it('a hop: whoever needed it is without a path', async () => {
    const { data, questions } = await changed((snapshot) => snapshot);
    const before = await whoCan(questions, 'finance-ledger', 'people');
    const { graph, proofs } = got(await readGraph(data, before.snapshot));
    const edges = graph.edges.filter(
      (edge) => !(edge.kind === 'CAN_BECOME' && edge.to.endsWith('/Hop2') && edge.from.endsWith('/Hop1')),
    );
    expect(edges).toHaveLength(graph.edges.length - 1);
    got(await writeGraph(data, { ...graph, edges }, proofs));
    const store = createFileStore(data);
    const again = got(await openOn({ data, store: 'embedded' }, store, store));
    const after = await whoCan(again, 'finance-ledger', 'people');
    expect(resultsOf(after, 'Hop3')).toEqual([]);
    expect(resultsOf(after, 'CFO')).toEqual(resultsOf(before, 'CFO'));
    await again.close();
  });
});
