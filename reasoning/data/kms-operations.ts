/**
 * KMS actions by what may grant them. Sources: AWS KMS permissions; Grants in AWS KMS; Allowing users in other accounts to use a
 * KMS key (copies of 2026).
 */

/** The operations a grant can carry, without the `kms:` prefix. */
export const KMS_GRANT_OPERATIONS: ReadonlySet<string> = new Set([
  'CreateGrant',
  'Decrypt',
  'DeriveSharedSecret',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GetPublicKey',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
  'Sign',
  'Verify',
  'VerifyMac',
]);

/** Grant operations whose encryption context constraint is ignored. */
export const KMS_CONTEXT_FREE_OPERATIONS: ReadonlySet<string> = new Set(['DescribeKey', 'RetireGrant']);

/** Actions that only an identity policy can grant: a key policy statement for them is void. */
export const KMS_IDENTITY_ONLY_ACTIONS: ReadonlySet<string> = new Set([
  'ConnectCustomKeyStore',
  'CreateCustomKeyStore',
  'CreateKey',
  'DeleteCustomKeyStore',
  'DescribeCustomKeyStores',
  'DisconnectCustomKeyStore',
  'ListAliases',
  'ListKeys',
  'UpdateCustomKeyStore',
]);
