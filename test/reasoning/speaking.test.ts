import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, Statement } from '../../domain/policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { actionsOn, effectiveAccess } from '../../reasoning/effective.ts';
import { legQuestions } from '../../reasoning/legs.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { mayBeBeside, Speaking } from '../../reasoning/speaking.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { howMany } from '../numbers.ts';
import { smallOrganisation } from '../properties/again.ts';

const ADMIN: Json = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::*/kept/*' },
  ],
};

const policy = (statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });
const statementOf = (json: Json): Statement => {
  const parsed = parsePolicy(policy([json]));
  const [statement] = parsed.ok ? parsed.value.statements : [];
  if (statement === undefined) throw new Error('no statement');
  return statement;
};

const everything = (snapshot: Snapshot): { readonly role: IamRole; readonly world: World; readonly with: With } => {
  const sealed = snapshot.resources.filter(({ encryption }) => encryption?.kind === 'customerManaged');
  const first = snapshot.roles.find(({ account }) => account === sealed[0]?.account);
  if (first === undefined) throw new Error('no role');
  const having = (statements: readonly Json[]): Snapshot['roles'][number] => ({
    ...first,
    inlinePolicies: [
      { name: 'admin', document: ADMIN },
      { name: 'more', document: policy(statements) },
    ],
  });
  const worldOf = (role: IamRole): World =>
    new World({ ...snapshot, roles: snapshot.roles.map((one) => (one === first ? role : one)) });
  const role = having([]);
  return { role, world: worldOf(role), with: (one) => ({ role: having([one]), world: worldOf(having([one])) }) };
};
type With = (statement: Json) => { readonly role: IamRole; readonly world: World };

const CONDITION = {
  StringLike: { 'aws:PrincipalTag/team': 'x*', 'aws:username': '*q*' },
  Null: { 'aws:TokenIssueTime': 'true' },
};

/** Narrow ones, each of another kind of thing. */
const statementsAbout = ({ resources }: Snapshot): readonly Json[] => [
  ...['s3:GetObject', 'sqs:SendMessage', 'kms:Decrypt', 'dynamodb:GetItem', 'organizations:LeaveOrganization'].map(
    (action): Json => ({ Effect: 'Deny', Action: action, Resource: '*', Condition: CONDITION }),
  ),
  { Effect: 'Deny', Action: ['kms:Decrypt', 'lambda:InvokeFunction'], Resource: '*' },
  { Effect: 'Deny', Action: ['sqs:DeleteMessage', 's3:GetObject'], Resource: '*' },
  {
    Effect: 'Deny',
    Action: 'organizations:LeaveOrganization',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
  },
  ...resources
    .filter((_, index) => index % howMany(27, 9) === 0)
    .map(({ arn }): Json => ({ Effect: 'Deny', Action: '*', Resource: [arn, `${arn}/*`], Condition: CONDITION })),
];

const OPTIONS = { replay: decide, onDisagreement: () => undefined };

describe('what changed statements can speak of', () => {
  it('is every pair that they make a difference to', async () => {
    for (const snapshot of [await shippedSample(), smallOrganisation(6)]) {
      const { role, world, with: having } = everything(snapshot);
      const options = { ...OPTIONS, profile: ordinaryCaller(snapshot.takenAt) };
      const records = (of: World, by: IamRole, arn: string): string => {
        const resource = of.resource(arn);
        return resource === undefined ? '' : JSON.stringify(effectiveAccess(of, roleCaller(by), resource, options));
      };
      const before = new Map(snapshot.resources.map(({ arn }) => [arn, records(world, role, arn)]));
      let passedOver = 0;
      for (const json of statementsAbout(snapshot)) {
        const after = having(json);
        const speaking = new Speaking(after.world, options.profile, [
          { statement: statementOf(json), version: '2012-10-17' },
        ]);
        const reached = new Set(speaking.resourcesFor(roleCaller(after.role)).map(({ arn }) => arn));
        const others = snapshot.resources.filter(({ arn }) => !reached.has(arn));
        passedOver += others.length;
        expect(others.filter(({ arn }) => records(after.world, after.role, arn) !== before.get(arn))).toEqual([]);
      }
      expect(passedOver).toBeGreaterThan(snapshot.resources.length);
    }
  });

  it('has a name for all that is authorised besides', async () => {
    let asked = 0;
    for (const snapshot of [await shippedSample(), smallOrganisation(6)]) {
      const { role, world } = everything(snapshot);
      const profile = ordinaryCaller(snapshot.takenAt);
      for (const target of world.snapshot.resources.flatMap(targetsOf)) {
        for (const action of actionsOn(world, target)) {
          const legs = legQuestions(world, { caller: roleCaller(role), target, action, profile });
          const names = mayBeBeside(target, action);
          asked += legs.length;
          expect(legs.filter((leg) => 'target' in leg && !names.includes(leg.action))).toEqual([]);
        }
      }
    }
    expect(asked).toBeGreaterThan(50);
  });
});
