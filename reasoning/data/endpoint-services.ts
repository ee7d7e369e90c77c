/**
 * Names of endpoint services, `com.amazonaws.<region>.<name>`, that are not the prefix of the actions they take.
 * Source: AWS PrivateLink, AWS services that integrate with AWS PrivateLink, 2026.
 */
export const ENDPOINT_SERVICES: ReadonlyMap<string, string> = new Map([
  ['dynamodb-streams', 'dynamodb'],
  ['monitoring', 'cloudwatch'],
  ['ecs-agent', 'ecs'],
  ['ecs-telemetry', 'ecs'],
  ['email-smtp', 'ses'],
  ['git-codecommit', 'codecommit'],
  ['kinesis-streams', 'kinesis'],
  ['kinesis-firehose', 'firehose'],
  ['sync-states', 'states'],
]);
