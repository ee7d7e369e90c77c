import type { Resource } from '../../domain/snapshot.ts';
import { actionsOn } from '../effective.ts';
import type { Target } from '../question.ts';
import { targetsOf } from '../targets.ts';
import type { World } from '../world.ts';

/** Things of which the same actions are asked: buckets, the objects in them, queues, ... */
export interface Kind {
  readonly name: string;
  readonly service: string;
  /** In the order in which decisions are made. */
  readonly actions: readonly string[];
  readonly targets: readonly Target[];
}

/** All kinds of the things of a snapshot, and of what is in them. */
export function kindsOf(world: World, resources: readonly Resource[] = world.snapshot.resources): readonly Kind[] {
  const kinds = new Map<string, Target[]>();
  for (const target of resources.flatMap(targetsOf)) {
    const name = nameOfKind(target);
    const known = kinds.get(name) ?? [];
    kinds.set(name, known);
    known.push(target);
  }
  return [...kinds].flatMap(([name, targets]) => {
    const [first] = targets;
    return first === undefined ? [] : [{ name, service: first.service, actions: actionsOn(world, first), targets }];
  });
}

export function nameOfKind({ service, type, arn, resource, part }: Target): string {
  return [service, type, resource?.type, arn === resource?.arn, part !== undefined].join(' ');
}
