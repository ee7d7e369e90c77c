import Type from 'typebox';
import { named } from './common.ts';

/** A permission of AWS Lake Formation that the subject comes to, or of a data access policy of OpenSearch Serverless. */
export const ReachedGrant = named(
  'ReachedGrant',
  Type.Object({
    principal: Type.String(),
    permissions: Type.Array(Type.String()),
    on: Type.String(),
    reaches: Type.Optional(Type.Array(Type.String())),
    by: Type.Optional(Type.Object({ policy: Type.String(), parts: Type.Array(Type.String()) })),
    verdict: Type.Enum(['allowed', 'conditional', 'unknown']),
  }),
);
