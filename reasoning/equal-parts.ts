import type { Condition, Only, PolicyDocument, Statement } from '../domain/policy.ts';
import { Recent } from './recent.ts';

/** How many of each are kept. An organisation writes few lists of actions, and few conditions, over and over. */
const MOST = 10_000;
const lists = new Recent<string, Only<string>>(MOST);
const conditions = new Recent<string, Condition>(MOST);

/** The same document, its lists of actions and resources and its conditions one with those of others that write the same: what is found out about them is found out, and kept, once. */
export const withEqualParts = ({ version, statements }: PolicyDocument): PolicyDocument => ({
  version,
  statements: statements.map(shared),
});

const shared = (statement: Statement): Statement => ({
  ...statement,
  actions: sharedList(statement.actions),
  ...(statement.resources === undefined ? {} : { resources: sharedList(statement.resources) }),
  conditions: statement.conditions.map((one) => conditions.of(JSON.stringify(one), () => one)),
});

const sharedList = (list: Only<string>): Only<string> => lists.of(JSON.stringify(list), () => list);
