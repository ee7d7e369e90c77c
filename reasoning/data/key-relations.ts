/** How condition keys depend on each other. Source: AWS global condition context keys, 2026. */

/** Keys that never stand in one request together. */
export const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['aws:SourceIp', 'aws:SourceVpce'],
  ['aws:SourceIp', 'aws:SourceVpc'],
  ['aws:SourceIp', 'aws:SourceVpcArn'],
  ['aws:SourceIp', 'aws:VpcSourceIp'],
  ['aws:SourceIp', 'aws:VpceAccount'],
  ['aws:SourceIp', 'aws:VpceOrgID'],
  ['aws:SourceIp', 'aws:VpceOrgPaths'],
];

/** The first key brings the second along. */
export const TOGETHER: readonly (readonly [string, string])[] = [
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
export const ONLY_IF_TRUE: readonly (readonly [string, string])[] = [
  ['aws:CalledVia', 'aws:ViaAWSService'],
  ['aws:CalledViaFirst', 'aws:ViaAWSService'],
  ['aws:CalledViaLast', 'aws:ViaAWSService'],
  ['kms:ViaService', 'aws:ViaAWSService'],
  ['aws:MultiFactorAuthAge', 'aws:MultiFactorAuthPresent'],
];

/** Families of keys, by their prefix in lower case, whose names also stand in a list key. */
export const LISTED: readonly (readonly [string, string])[] = [
  ['aws:requesttag/', 'aws:TagKeys'],
  ['kms:encryptioncontext:', 'kms:EncryptionContextKeys'],
];
