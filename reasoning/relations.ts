import { BDD_TRUE, type BddRef } from './bdd.ts';
import type { Space } from './space.ts';

/** Keys that never stand in one request together. Source: AWS global condition context keys. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['aws:SourceIp', 'aws:SourceVpce'],
  ['aws:SourceIp', 'aws:SourceVpc'],
  ['aws:SourceIp', 'aws:SourceVpcArn'],
  ['aws:SourceIp', 'aws:VpcSourceIp'],
  ['aws:SourceIp', 'aws:VpceAccount'],
  ['aws:SourceIp', 'aws:VpceOrgID'],
  ['aws:SourceIp', 'aws:VpceOrgPaths'],
];

/** The first key brings the second along. */
const TOGETHER: readonly (readonly [string, string])[] = [
  ['aws:SourceVpce', 'aws:SourceVpc'],
  ['aws:SourceVpce', 'aws:VpcSourceIp'],
  ['aws:VpceOrgID', 'aws:SourceVpce'],
  ['aws:VpceOrgPaths', 'aws:VpceOrgID'],
  ['aws:VpceAccount', 'aws:SourceVpce'],
  ['aws:SourceVpcArn', 'aws:SourceVpc'],
  ['aws:CalledVia', 'aws:CalledViaFirst'],
  ['aws:CalledViaFirst', 'aws:CalledVia'],
  ['aws:CalledVia', 'aws:CalledViaLast'],
  ['aws:CalledViaLast', 'aws:CalledVia'],
  ['aws:MultiFactorAuthAge', 'aws:MultiFactorAuthPresent'],
];

/** The first key can only stand in a request in which the Bool key is true. */
const ONLY_IF_TRUE: readonly (readonly [string, string])[] = [
  ['aws:CalledVia', 'aws:ViaAWSService'],
  ['aws:CalledViaFirst', 'aws:ViaAWSService'],
  ['aws:CalledViaLast', 'aws:ViaAWSService'],
  ['kms:ViaService', 'aws:ViaAWSService'],
  ['aws:MultiFactorAuthAge', 'aws:MultiFactorAuthPresent'],
];

/** The combinations of classes that some real request can have, as far as the free keys of this question go. */
export function feasible(space: Space): BddRef {
  const { bdd } = space;
  const has = (key: string): boolean => space.domain(key) !== undefined;
  const implies = (a: BddRef, b: BddRef): BddRef => bdd.or(bdd.not(a), b);
  let set = BDD_TRUE;
  for (const [a, b] of EXCLUSIVE) {
    if (has(a) && has(b)) set = bdd.and(set, bdd.not(bdd.and(space.present(a), space.present(b))));
  }
  for (const [a, b] of TOGETHER) {
    if (has(a) && has(b)) set = bdd.and(set, implies(space.present(a), space.present(b)));
  }
  for (const [a, flag] of ONLY_IF_TRUE) {
    const domain = space.domain(flag);
    if (has(a) && domain !== undefined) {
      set = bdd.and(
        set,
        implies(
          space.present(a),
          space.where(domain, (sample) => sample === 'true'),
        ),
      );
    }
  }
  return bdd.and(set, tagKeysAgree(space));
}

/** A request tag stands under its own key and in the list of tag keys, or in neither. */
function tagKeysAgree(space: Space): BddRef {
  const { bdd } = space;
  const list = space.domain('aws:TagKeys');
  let set = BDD_TRUE;
  for (const domain of space.domains) {
    const tag = /^aws:RequestTag\/(.+)$/i.exec(domain.key.name)?.[1];
    if (tag === undefined || list === undefined) continue;
    const listed = space.where(list, (sample) => Array.isArray(sample) && sample.some((one) => one === tag));
    const nothing = space.where(list, (sample) => sample === undefined || sample.length === 0);
    const present = space.present(domain.key.name);
    set = bdd.and(set, bdd.and(bdd.or(bdd.not(listed), present), bdd.not(bdd.and(nothing, present))));
  }
  return set;
}
