import type { PolicyDocument, PrincipalEntry } from '../domain/policy.ts';
import { catalogueAction, oneOfEach, spelledActions } from './actions.ts';

/** What a document says that counts for everybody, whomever it is attached to. */
export interface DocumentFacts {
  /** Actions that it spells out, as it writes them, and the catalogue does not know. */
  readonly unlisted: readonly string[];
  /** Entries of its Principal elements. */
  readonly principals: readonly PrincipalEntry[];
  /** Tag keys that it reads off the caller, or wants to be passed on. */
  readonly sessionTags: readonly string[];
  readonly testsSourceIdentity: boolean;
  /** Rather too often than too rarely. */
  readonly testsTime: boolean;
}

/** The same of all documents of a snapshot together. */
export type OfDocuments = Omit<DocumentFacts, 'principals'>;

export function ofDocuments(documents: readonly PolicyDocument[]): OfDocuments {
  const all = documents.map(factsOf);
  return {
    unlisted: oneOfEach(all.flatMap(({ unlisted }) => unlisted)),
    sessionTags: [...new Set(all.flatMap(({ sessionTags }) => sessionTags))].sort(),
    testsSourceIdentity: all.some((one) => one.testsSourceIdentity),
    testsTime: all.some((one) => one.testsTime),
  };
}

const known = new WeakMap<PolicyDocument, DocumentFacts>();

/** Documents never change, and a later snapshot has most of them still. */
export function factsOf(document: PolicyDocument): DocumentFacts {
  const facts = known.get(document) ?? factsIn(document);
  known.set(document, facts);
  return facts;
}

function factsIn(document: PolicyDocument): DocumentFacts {
  const text = JSON.stringify(document);
  const read = [...text.matchAll(/aws:PrincipalTag\/([^"},]+)/gi)].map((one) => one[1]?.trim() ?? '');
  return {
    unlisted: spelledActions(document).filter((text) => catalogueAction(text) === undefined),
    principals: document.statements.flatMap(({ principals }) =>
      principals !== undefined && 'in' in principals ? principals.in : [],
    ),
    sessionTags: [...new Set([...read, ...transitiveTags(document)])],
    testsSourceIdentity: /(aws|sts):SourceIdentity/i.test(text),
    testsTime: /"key":"[^"]*(time|age|date)"|"name":"Date|\$\{[^}"]*(time|age|date)\b/i.test(text),
  };
}

/** A name for each value that some condition compares the transitive tags of a call with: a wildcard stands for a letter. */
const transitiveTags = ({ statements }: PolicyDocument): readonly string[] =>
  statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ key, operator }) => /^sts:TransitiveTagKeys$/i.test(key) && operator.name !== 'Null')
    .flatMap(({ values }) => values.map((value) => value.replace(/[*?]/g, 'x')));
