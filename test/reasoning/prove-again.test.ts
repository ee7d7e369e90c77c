import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { differenceOf } from '../../reasoning/difference.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { World } from '../../reasoning/world.ts';
import { again, differing, EDITS, earlierOf, smallOrganisation } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';
import { STATEMENT_EDITS } from '../properties/statement-edits.ts';

const SEED = 6;
const before = smallOrganisation(SEED);
let earlier: ReturnType<typeof earlierOf>;
beforeAll(() => {
  earlier = earlierOf(before);
});

const [QUEUE] = before.resources.filter(({ type }) => type === 'AWS::SQS::Queue');

const edited = (name: string, seed = SEED): Snapshot => {
  const edit = EDITS[name];
  if (edit === undefined) throw new Error(`no edit is called ${name}`);
  return edit(new Dice(seed), before);
};

const allowing = (action: string, resource: string, condition?: Json): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: action,
      Resource: resource,
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ],
});

const GUARDED = before.accounts[1]?.id ?? '';

/** One of the accounts has another guardrail. */
const guarded = (type: 'scp' | 'rcp', statement: Json): Snapshot => ({
  ...before,
  organizationPolicies: [
    ...before.organizationPolicies,
    {
      id: 'p-new',
      name: 'New',
      type,
      awsManaged: false,
      targets: [GUARDED],
      document: { Version: '2012-10-17', Statement: [statement] },
    },
  ],
});

const askedAgain = ({ pairs, taken }: ReturnType<typeof again>): number => pairs - taken;

describe('a proof that takes over what nothing has changed', () => {
  it('asks of a policy that comes, goes or changes the pairs alone of which its statements can speak', () => {
    const asked = (document: Json): number => {
      const roles = before.roles.map((role, at) =>
        at === 3 ? { ...role, inlinePolicies: [...role.inlinePolicies, { name: 'more', document }] } : role,
      );
      const proved = again({ ...before, roles }, earlier);
      return proved.pairs - proved.taken;
    };
    const ofType = (type: Resource['type']): readonly Resource[] => before.resources.filter((one) => one.type === type);
    const queues = ofType('AWS::SQS::Queue');
    expect(asked(allowing('sqs:SendMessage', '*'))).toBe(queues.length);
    expect(asked(allowing('sqs:SendMessage', queues[0]?.arn ?? ''))).toBe(1);
    expect(asked(allowing('s3:GetObject', `${ofType('AWS::S3::Bucket')[0]?.arn}/reports/*`))).toBe(1);
    expect(asked(allowing('organizations:LeaveOrganization', '*'))).toBe(0);
    expect(asked(allowing('*', '*'))).toBe(before.resources.length);
  });

  it('asks everything of a caller about whose endpoints a statement asks, and of one whose tags are other ones', () => {
    const leaving = allowing('organizations:LeaveOrganization', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } });
    const changes: readonly ((role: IamRole) => IamRole)[] = [
      (role) => ({ ...role, inlinePolicies: [...role.inlinePolicies, { name: 'more', document: leaving }] }),
      (role) => ({ ...role, tags: { ...role.tags, level: '3' } }),
    ];
    for (const change of changes) {
      const proved = again(
        { ...before, roles: before.roles.map((role, at) => (at === 3 ? change(role) : role)) },
        earlier,
      );
      expect(proved.pairs - proved.taken).toBe(before.resources.length);
    }
  });

  it('asks of what denies an action of everything those alone of whom that action was told', () => {
    const closed = (actions: readonly string[]): Snapshot =>
      guarded('scp', { Effect: 'Deny', Action: actions, Resource: '*' });
    const ofActions = (actions: readonly string[]): number => {
      const told = earlier.proved.access.filter(
        ({ principal, grants, cuts }) =>
          principal.includes(`:${GUARDED}:`) &&
          [...grants, ...cuts].some((grant) => grant.actions.some((action) => actions.includes(action))),
      );
      return new Set(told.map(({ principal, resource }) => `${principal} ${resource}`)).size;
    };
    expect(ofActions(['dynamodb:DeleteTable'])).toBeGreaterThan(0);
    expect(askedAgain(again(closed(['dynamodb:DeleteTable']), earlier))).toBe(ofActions(['dynamodb:DeleteTable']));
    const many = ['dynamodb:DeleteTable', 's3:DeleteBucket', 's3:GetObject', 'kms:Decrypt', 'sqs:SendMessage'];
    const after = closed(many);
    const known = earlierOf(after);
    expect(differing(again(after, earlier), known.proved)).toEqual([]);
    const opened = again(before, known);
    expect(differing(opened, earlier.proved)).toEqual([]);
    expect(askedAgain(opened)).toBeLessThan(opened.pairs / 4);
  });

  it('asks of a resource control policy the resources alone of which its statements can speak', () => {
    const callers = earlier.proved.pairs / before.resources.length;
    const closed = (action: string): Snapshot =>
      guarded('rcp', { Effect: 'Deny', Principal: '*', Action: action, Resource: '*' });
    const queues = before.resources.filter(({ type, account }) => type === 'AWS::SQS::Queue' && account === GUARDED);
    expect(queues.length).toBeGreaterThan(0);
    expect(askedAgain(again(closed('sqs:DeleteQueue'), earlier))).toBe(queues.length * callers);
    expect(askedAgain(again(closed('support:CreateCase'), earlier))).toBe(0);
  });

  it('asks of a changed tag those alone with a policy that reads it, and of a new resource everybody', () => {
    const callers = earlier.proved.pairs / before.resources.length;
    const asked = (resources: readonly Resource[]): number => {
      const proved = again({ ...before, resources }, earlier);
      return proved.pairs - proved.taken;
    };
    const tagged = (tags: Resource['tags']): readonly Resource[] =>
      before.resources.map((one) => (one === QUEUE ? { ...one, tags: { ...one.tags, ...tags } } : one));
    expect(asked(tagged({ 'read-by-nobody': '1' }))).toBe(0);
    expect(asked(tagged({ team: 'pay0' }))).toBeGreaterThan(0);
    expect(asked(tagged({ team: 'pay0' }))).toBeLessThan(callers);
    expect(asked(edited('new resource', 2).resources) % callers).toBe(0);
  });

  it('asks of a changed statement of a resource those alone whom it may name', () => {
    const statement = (who: Json): Json => ({
      Effect: 'Allow',
      Principal: who,
      Action: 'sqs:SendMessage',
      Resource: '*',
    });
    const having = (statements: readonly Json[]): Snapshot => ({
      ...before,
      resources: before.resources.map((one) =>
        one === QUEUE
          ? { ...one, policy: { name: 'policy', document: { Version: '2012-10-17', Statement: statements } } }
          : one,
      ),
    });
    const first = statement({ AWS: before.roles[0]?.arn ?? '' });
    const known = earlierOf(having([first]));
    const asked = (who: Json): number => {
      const proved = again(having([first, statement(who)]), known);
      return proved.pairs - proved.taken;
    };
    const callers = known.proved.pairs / before.resources.length;
    expect(asked({ AWS: before.roles[3]?.arn ?? '' })).toBeLessThan(callers / 4);
    expect(asked('*')).toBe(callers);
  });

  it('asks nothing anew where people move and time passes, and everything where it is not known what was read', () => {
    for (const name of ['membership in the directory', 'time of taking']) {
      const proved = again(edited(name), earlier);
      expect(proved.taken).toBe(proved.pairs);
    }
    const unread = new World(edited('what could be read'));
    const profile = ordinaryCaller(unread.snapshot.takenAt);
    expect(differenceOf(askedWorld(earlier.world), askedWorld(unread), profile).everywhere).toBe(true);
  });

  it('says of single statements here and there what a proof of everything says', () => {
    const dice = new Dice(SEED);
    let [snapshot, taken] = [before, 0];
    let known = earlier;
    const names = ['statement of a role', 'statement of a service control policy', 'statement of a key'];
    for (const name of names) {
      snapshot = STATEMENT_EDITS[name]?.(dice, snapshot) ?? snapshot;
      const proved = again(snapshot, known);
      known = earlierOf(snapshot);
      expect(differing(proved, known.proved)).toEqual([]);
      taken += proved.taken / proved.pairs;
    }
    expect(taken / names.length).toBeGreaterThan(0.7);
  });

  it('says of several changes together what a proof of everything says', () => {
    const names = ['policy of a key', 'trust of a role', 'where a control policy is attached', 'tag of a role'];
    const after = names.reduce((snapshot, name) => EDITS[name]?.(new Dice(SEED), snapshot) ?? snapshot, before);
    const proved = again(after, earlier);
    expect(proved.taken).toBeGreaterThan(0);
    expect(differing(proved, earlierOf(after).proved)).toEqual([]);
  });
});
