import { parseArn } from '../../domain/arn.ts';
import type { ComputeBinding, DescribedResource } from '../../domain/snapshot.ts';
import type { ReaderPlace } from '../reader.ts';
import { placeOf } from './described.ts';

type Thing = Pick<ComputeBinding, 'type' | 'name'> & { readonly arn: string };
type Uses = { readonly [Use in ComputeBinding['use']]?: string | undefined };

/** Things, and the roles that what they do runs as. */
export interface ResourcesAndBindings {
  readonly resources: readonly DescribedResource[];
  readonly computeBindings: readonly ComputeBinding[];
}

/** One binding for each role that a thing uses; a role that is not set gives none. */
export const bindingsOf = (place: ReaderPlace, { arn, ...thing }: Thing, uses: Uses): readonly ComputeBinding[] =>
  Object.entries(uses).flatMap(([use, role]) =>
    role === undefined
      ? []
      : [{ resource: arn, ...thing, ...placeOf(place), use: use as keyof Uses, role: roleArnOf(place, role) }],
  );

/** Some services take a role by its name alone; its path is found when the roles are known. */
const roleArnOf = ({ partition, account }: ReaderPlace, role: string): string =>
  parseArn(role).ok ? role : `arn:${partition}:iam::${account}:role/${role}`;
