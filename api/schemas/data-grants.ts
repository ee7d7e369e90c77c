import Type from 'typebox';
import { named } from './common.ts';

/** A permission of AWS Lake Formation that the subject comes to. */
export const ReachedGrant = named(
  'ReachedGrant',
  Type.Object({
    principal: Type.String(),
    permissions: Type.Array(Type.String()),
    on: Type.String(),
    reaches: Type.Optional(Type.Array(Type.String())),
    verdict: Type.Enum(['allowed', 'conditional', 'unknown']),
  }),
);
