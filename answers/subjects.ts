import type { NodeInfo } from '../domain/answer.ts';
import { ok, type Result } from '../domain/result.ts';
import { isPerson } from '../domain/words/can-now.ts';
import type { AccessReader } from './access-reader.ts';
import type { NodeBook } from './node-info.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import { readerWith } from './outside-reader.ts';
import type { AskError } from './questions.ts';
import { resolve } from './resolve.ts';

/** Kinds of nodes that a path of an answer may begin with: where access enters from outside. */
const ENTRIES: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>([
  'person',
  'directoryUser',
  'user',
  'service',
  'externalAccount',
  'openEnd',
  'workload',
  'anyone',
]);

/** Without a signature everybody is `anyone`, so what `anyone` can is told of whomever the question is about (rule 49). */
export const isAnyone = ({ kind }: NodeInfo): boolean => kind === 'anyone';

type SubjectFilter = (node: NodeInfo) => boolean;

/** Whom "who can?" is asked about. */
export interface Subjects {
  /** As the answer says it. */
  readonly among?: string;
  /** The id of the one subject. */
  readonly one?: string;
  readonly accepts: SubjectFilter;
  readonly reader: AccessReader;
}

export function subjectsOf(open: OpenSnapshot, among: string | undefined): Result<Subjects, AskError> {
  const { reader } = open;
  if (among === undefined || among === 'all') return ok({ reader, accepts: () => true });
  if (among === 'people') return ok({ among, reader, accepts: (node) => isPerson(node) || isAnyone(node) });
  const subject = resolve(open.world, open.book, among, 'subject');
  if (!subject.ok) return subject;
  // a joined directory user is told as the person
  const one = open.book.personOf(subject.value.id) ?? subject.value.id;
  const accepts: SubjectFilter = (node) => node.id === one || isAnyone(node);
  return ok({ among: one, one, reader: readerWith(open, one), accepts });
}

export const asksPeople = (among: string | undefined): boolean => among === undefined || among === 'people';

/** Is the node a subject of the question by the access that it holds itself? */
export const isSubject = (book: NodeBook, { accepts }: Subjects, node: NodeInfo): boolean =>
  accepts(node) && !(node.kind === 'directoryUser' && book.personOf(node.id) !== undefined);

/** Is the access that it gains over a route told of a subject, too? */
export const beginsRoutes = ({ accepts }: Subjects, node: NodeInfo): boolean =>
  ENTRIES.has(node.kind) || accepts(node) !== accepts(UNNAMED);

/** No real node: tells a filter that names one subject from one that accepts a kind. */
const UNNAMED: NodeInfo = { id: '', kind: 'role', name: '' };
