import Type from 'typebox';
import { named } from './common.ts';

/** An access entry of an EKS cluster that the subject comes to; without `groups` or `policies`: they were not read. */
export const ReachedCluster = named(
  'ReachedCluster',
  Type.Object({
    cluster: Type.String(),
    name: Type.String(),
    principal: Type.String(),
    groups: Type.Optional(Type.Array(Type.String())),
    policies: Type.Optional(
      Type.Array(Type.Object({ policy: Type.String(), namespaces: Type.Optional(Type.Array(Type.String())) })),
    ),
    verdict: Type.Enum(['allowed', 'conditional', 'unknown']),
  }),
);
