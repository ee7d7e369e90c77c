/**
 * What a service asks of the key on the caller's behalf, by action. Sources: Using server-side encryption with AWS KMS keys (S3);
 * DynamoDB encryption at rest usage notes; Amazon SQS Key management; Managing Amazon SNS encryption keys; Secret encryption and decryption.
 */
export interface KeyLeg {
  readonly service: string;
  /** Lower-case full action names. */
  readonly actions: readonly string[];
  readonly keyActions: readonly string[];
  /** Set where AWS does not say it in full. */
  readonly assumption?: string;
}

export const KEY_LEGS: readonly KeyLeg[] = [
  { service: 's3', actions: ['s3:getobject', 's3:getobjectversion'], keyActions: ['kms:Decrypt'] },
  { service: 's3', actions: ['s3:putobject'], keyActions: ['kms:GenerateDataKey'] },
  {
    service: 'dynamodb',
    actions: [
      'dynamodb:batchgetitem',
      'dynamodb:batchwriteitem',
      'dynamodb:conditioncheckitem',
      'dynamodb:deleteitem',
      'dynamodb:getitem',
      'dynamodb:partiqldelete',
      'dynamodb:partiqlinsert',
      'dynamodb:partiqlselect',
      'dynamodb:partiqlupdate',
      'dynamodb:putitem',
      'dynamodb:query',
      'dynamodb:scan',
      'dynamodb:searchvectors',
      'dynamodb:updateitem',
    ],
    keyActions: ['kms:Decrypt'],
    assumption: 'every read or write of items needs kms:Decrypt on the table key',
  },
  { service: 'sqs', actions: ['sqs:sendmessage'], keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  { service: 'sqs', actions: ['sqs:receivemessage', 'sqs:startmessagemovetask'], keyActions: ['kms:Decrypt'] },
  { service: 'sns', actions: ['sns:publish'], keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  { service: 'secretsmanager', actions: ['secretsmanager:getsecretvalue'], keyActions: ['kms:Decrypt'] },
  // what a replica is sealed with in its Region is not asked: the key that AWS manages there, unless the call names another
  { service: 'secretsmanager', actions: ['secretsmanager:replicatesecrettoregions'], keyActions: ['kms:Decrypt'] },
  {
    service: 'secretsmanager',
    actions: ['secretsmanager:putsecretvalue', 'secretsmanager:updatesecret'],
    keyActions: ['kms:GenerateDataKey'],
  },
];
