import { expect } from 'vitest';
import type { SnapshotPart } from '../../collector/snapshot-part.ts';
import type { Hop } from '../../domain/access.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { directoryFacts, nameOfHop } from '../../reasoning/verify/directory.ts';
import { checkHop } from '../../reasoning/verify/records.ts';
import { World } from '../../reasoning/world.ts';
import { REGION } from '../collector/scripted-source.ts';
import { document, HOME, role, snapshotOf } from './two-accounts.ts';

export const ROLE = `arn:aws:iam::${HOME}:role/app`;
export const trusting = (principal: Json, action: Json, condition?: Json): IamRole =>
  role('app', undefined, {
    trustPolicy: document({
      Effect: 'Allow',
      Principal: principal,
      Action: action,
      ...(condition === undefined ? {} : { Condition: condition }),
    }),
  });

export const ISSUER = `oidc.eks.${REGION}.amazonaws.com/id/ABC`;
export const PROVIDER = `arn:aws:iam::${HOME}:oidc-provider/${ISSUER}`;

/** Every hop of the sources and roles, proved, certified against the second reading, and without disagreement of the two engines. */
export function hopsOf(part: SnapshotPart, roles: readonly IamRole[]): readonly Hop[] {
  return hopsIn(
    snapshotOf({
      roles,
      identitySources: part.identitySources ?? [],
      entitlements: part.entitlements ?? [],
      identityProviders: [
        { kind: 'oidc', arn: PROVIDER, account: HOME, url: ISSUER, clientIds: ['sts.amazonaws.com'] },
      ],
    }),
  );
}

export function hopsIn(snapshot: Snapshot): readonly Hop[] {
  const steps = prove(new World(snapshot), decide, (claim) => claimText(claim).slice(0, 1));
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    const { hops, disagreements } = step.value;
    expect(disagreements).toEqual([]);
    const evidence = { snapshot, claims: new Map(), isCertified: () => false };
    expect(hops.flatMap((hop) => checkHop(evidence, hop).problems)).toEqual([]);
    const facts = directoryFacts(snapshot);
    expect(hops.filter(({ kind }) => kind === 'assigned').filter((hop) => !facts.has(nameOfHop(hop)))).toEqual([]);
    return hops;
  }
}

/** `verdict` of the way from who is entitled to the role: that of the entitlement, then that of the trust policy. */
export function ways(hops: readonly Hop[], from: string, to = ROLE): readonly string[] {
  return hops
    .filter((hop) => hop.from === from)
    .flatMap((fact) =>
      hops
        .filter((hop) => hop.from === fact.to && hop.to === to)
        .map((hop) => `${fact.technique}: ${fact.verdict}, ${hop.verdict}`),
    );
}

/** Node of the session that is less than its role, to which who is entitled comes. */
export const lesserSession = (hops: readonly Hop[], from: string): string =>
  `session:${hops.find((hop) => hop.from === from)?.to ?? ''}`;
