/**
 * Variables of AWS's ARN formats whose values hold neither slash nor colon. Sources: the naming rules of Amazon S3, DynamoDB, SQS,
 * SNS, Lambda, AWS KMS and IAM (2026). Others may hold both: that errs to more resources than there are.
 */
const NAMES_WITHOUT_SEPARATORS: ReadonlySet<string> = new Set([
  'BucketName',
  'AccessPointName',
  'TableName',
  'IndexName',
  'StreamLabel',
  'QueueName',
  'TopicName',
  'FunctionName',
  'LayerName',
  'LayerVersion',
  'KeyId',
]);

/** Amazon EC2 makes its IDs of letters, digits and hyphens (Amazon EC2 User Guide, Identifiers for your Amazon EC2 resources). */
export const hasNoSeparators = (service: string, variable: string): boolean =>
  NAMES_WITHOUT_SEPARATORS.has(variable) || (service === 'ec2' && variable.endsWith('Id'));
