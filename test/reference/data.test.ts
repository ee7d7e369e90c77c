import { describe, expect, it } from 'vitest';
import { CONDITION_KEYS } from '../../reasoning/data/condition-keys.ts';
import { CROSS_ACCOUNT_ACTIONS, isCrossAccountAction } from '../../reasoning/data/cross-account-actions.ts';
import { KEY_SERVICES, KEY_SERVICES_EXCEPT, NO_RESOURCE_OWNER_KEYS } from '../../reasoning/data/key-services.ts';
import {
  KMS_CONTEXT_FREE_OPERATIONS,
  KMS_GRANT_OPERATIONS,
  KMS_IDENTITY_ONLY_ACTIONS,
} from '../../reasoning/data/kms-operations.ts';
import { S3_TRUSTED_KEYS } from '../../reasoning/data/public-trusted-keys.ts';
import { RCP_SERVICES } from '../../reasoning/data/rcp-services.ts';
import { ANONYMOUS_BELIEVED, takesUnsigned } from '../../reasoning/data/service-facts.ts';

const KEYS = new Map(CONDITION_KEYS.map((one) => [one.key.toLowerCase(), one]));

describe('the dated data the interpreter reads', () => {
  it('has 181 condition keys, 35 of them lists, each once', () => {
    expect(CONDITION_KEYS.length).toBe(181);
    expect(KEYS.size).toBe(181);
    expect(CONDITION_KEYS.filter((one) => one.cardinality === 'multi').length).toBe(35);
    expect(CONDITION_KEYS.filter((one) => !one.confirmed).length).toBe(3);
  });

  it('says of each key that is not in every request when it is never there', () => {
    for (const one of CONDITION_KEYS.filter((each) => each.presence === 'never-with'))
      expect(one.neverWith?.length, one.key).toBeGreaterThan(0);
  });

  it('has 62 prefixes for RCPs', () => expect(RCP_SERVICES.size).toBe(62));

  it('has four different lists of services for the endpoint keys', () => {
    const sizes = Object.entries(KEY_SERVICES).map(([key, services]) => [key, services.size]);
    expect(Object.fromEntries(sizes)).toEqual({
      'aws:SourceVpcArn': 36,
      'aws:VpceAccount': 39,
      'aws:VpceOrgPaths': 39,
      'aws:VpceOrgID': 52,
    });
    for (const key of Object.keys(KEY_SERVICES)) expect(KEYS.has(key.toLowerCase()), key).toBe(true);
    expect([...KEY_SERVICES_EXCEPT]).toEqual(['iam:PassRole']);
    expect(NO_RESOURCE_OWNER_KEYS.size).toBe(17);
  });

  it('has 17 grant operations', () => {
    expect(KMS_GRANT_OPERATIONS.size).toBe(17);
    for (const one of KMS_CONTEXT_FREE_OPERATIONS) expect(KMS_GRANT_OPERATIONS.has(one), one).toBe(true);
    for (const one of KMS_IDENTITY_ONLY_ACTIONS) expect(isCrossAccountAction(`kms:${one}`), one).toBe(false);
  });

  it('trusts keys that are condition keys', () => {
    const own = [...S3_TRUSTED_KEYS].filter((key) => !KEYS.has(key));
    expect(own.every((key) => key.startsWith('s3:'))).toBe(true);
  });

  it('lets an action cross accounts unless a closed list forbids it, whatever its case', () => {
    expect(isCrossAccountAction('ecr:BatchGetImage')).toBe(true);
    expect(isCrossAccountAction('DynamoDB:getitem')).toBe(true);
    expect(isCrossAccountAction('dynamodb:ExecuteStatement')).toBe(false);
    expect(isCrossAccountAction('constructor:toString')).toBe(true);
    expect(CROSS_ACCOUNT_ACTIONS.has('sqs')).toBe(true);
    for (const one of ANONYMOUS_BELIEVED) expect(takesUnsigned(`${one}:Receive`, ''), one).toBe(true);
  });
});
