import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, NamedPolicy } from '../../domain/policy.ts';
import type { AccessRequest, PolicySet } from '../../domain/request.ts';
import { listedServices, serviceCatalogue } from '../../reasoning/actions.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Figure, type Measured, secondsSince } from '../figure.ts';
import { managedPolicies } from '../organisation/aws-managed.ts';
import { Dice } from '../organisation/dice.ts';

const WARM_UP = 20_000;
const REQUESTS = 100_000;
const ACCOUNT = '111122223333';

function policy(name: string, document: Json): NamedPolicy {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(`${name} is no policy`);
  return { name, document: parsed.value };
}

const stating = (name: string, ...Statement: readonly Json[]): NamedPolicy =>
  policy(name, { Version: '2012-10-17', Statement });

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

function policies(): PolicySet {
  return {
    identity: managedPolicies()
      .filter(({ name }) => /^(AdministratorAccess|ReadOnlyAccess)$/.test(name))
      .map(({ name, document }) => policy(name, document)),
    permissionsBoundary: [
      stating('boundary', { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }),
    ],
    scp: [
      [stating('FullAWSAccess', EVERYTHING)],
      [
        stating('FullAWSAccess', EVERYTHING),
        stating('regions', {
          Effect: 'Deny',
          NotAction: ['iam:*', 'organizations:*', 'sts:*', 'support:*'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
        }),
      ],
      [
        stating('FullAWSAccess', EVERYTHING),
        stating('keep', {
          Effect: 'Deny',
          Action: ['cloudtrail:StopLogging', 'kms:ScheduleKeyDeletion'],
          Resource: '*',
        }),
      ],
    ],
  };
}

/** Every request another one: any action that AWS lists, a resource, a Region and an address. */
function* requests(count: number): Generator<AccessRequest> {
  const dice = new Dice(6);
  const actions = listedServices().flatMap((service) =>
    [...serviceCatalogue(service).actions.values()].map(({ name }) => name),
  );
  const attached = policies();
  for (let index = 0; index < count; index++) {
    const action = dice.pick(actions);
    const service = action.slice(0, action.indexOf(':'));
    const region = dice.pick(['eu-west-1', 'us-east-1', 'ap-northeast-1']);
    yield {
      principal: { kind: 'roleSession', partition: 'aws', account: ACCOUNT, roleName: 'app', sessionName: `s${index}` },
      action,
      resource: { arn: `arn:aws:${service}:${region}:${ACCOUNT}:thing/${index}`, account: ACCOUNT },
      context: {
        'aws:RequestedRegion': region,
        'aws:SourceIp': `203.0.113.${index % 256}`,
        'aws:SecureTransport': 'true',
      },
      policies: attached,
      facts: {},
    };
  }
}

/** Through the library, on policies that were read before; nothing is remembered of earlier answers. */
async function decisionsPerSecond(): Promise<Measured> {
  const asked = [...requests(WARM_UP + REQUESTS)];
  for (const request of asked.slice(0, WARM_UP)) decide(request);
  const rest = asked.slice(WARM_UP);
  const started = performance.now();
  const kinds = new Set(rest.map((request) => decide(request).kind));
  const seconds = secondsSince(started);
  if (!kinds.has('allowed') || !kinds.has('explicitlyDenied'))
    return { value: undefined, why: `answers were ${[...kinds].join()} alone` };
  return { value: REQUESTS / seconds };
}

export const figures: readonly Figure[] = [
  {
    name: 'decisions, large policies',
    unit: 'decisions/s',
    goal: { atLeast: 200_000 },
    measure: decisionsPerSecond,
  },
];
