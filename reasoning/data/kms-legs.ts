/**
 * What a service asks of the key on the caller's behalf, by action. Sources: Using server-side encryption with AWS KMS keys (S3);
 * DynamoDB encryption at rest usage notes; Amazon SQS Key management; Managing Amazon SNS encryption keys; Secret encryption and
 * decryption; Requirements for Amazon EBS encryption; Permissions to use user-generated KMS keys (Kinesis); CreateSession (Amazon S3);
 * Permission requirements for S3 Tables SSE-KMS encryption; Restricting decryption of SecureString parameter values.
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
  {
    service: 'ssm',
    actions: ['ssm:getparameter', 'ssm:getparameters', 'ssm:getparameterhistory', 'ssm:getparametersbypath'],
    keyActions: ['kms:Decrypt'],
    // without decryption a call gives what is sealed, and asks nothing of the key; who writes names the key by themselves
    assumption: 'reading a SecureString parameter is reading what it holds, decrypted',
  },
  {
    service: 'ec2',
    actions: ['ec2:createvolume', 'ec2:copysnapshot', 'ec2:runinstances', 'ec2:createreplacerootvolumetask'],
    keyActions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
  },
  { service: 'kinesis', actions: ['kinesis:putrecord', 'kinesis:putrecords'], keyActions: ['kms:GenerateDataKey'] },
  { service: 'kinesis', actions: ['kinesis:getrecords', 'kinesis:subscribetoshard'], keyActions: ['kms:Decrypt'] },
  { service: 's3express', actions: ['s3express:createsession'], keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  { service: 's3tables', actions: ['s3tables:gettabledata'], keyActions: ['kms:Decrypt'] },
  { service: 's3tables', actions: ['s3tables:puttabledata'], keyActions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
];
