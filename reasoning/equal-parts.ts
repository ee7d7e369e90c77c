import type { Condition, Only, PolicyDocument, Statement } from '../domain/policy.ts';
import { Recent } from './recent.ts';

/**
 * How many of each are kept, with what was found out about them, as long as the process lives. An organisation of 20,000 roles writes
 * 1,200 lists of actions and 700 conditions, over and over, and 14,000 lists of resources.
 */
const MOST = 10_000;
const actionLists = new Recent<string, Only<string>>(MOST);
const resourceLists = new Recent<string, Only<string>>(MOST);
const conditions = new Recent<string, Condition>(MOST);

/**
 * The same document, its lists and conditions one with those of other documents that write the same: what is found out about them is
 * found out, and kept, once.
 */
export const withEqualParts = ({ version, statements }: PolicyDocument): PolicyDocument => ({
  version,
  statements: statements.map(shared),
});

const shared = (statement: Statement): Statement => ({
  ...statement,
  actions: sharedIn(actionLists, statement.actions),
  ...(statement.resources === undefined ? {} : { resources: sharedIn(resourceLists, statement.resources) }),
  conditions: statement.conditions.map((one) => sharedIn(conditions, one)),
});

const sharedIn = <T extends object>(known: Recent<string, T>, one: T): T => known.of(JSON.stringify(one), () => one);
