import { groupedBy } from '../domain/grouped.ts';
import type { PolicyDocument, PrincipalEntry } from '../domain/policy.ts';
import { catalogueAction, serviceOfAction, spelledActions } from './actions.ts';

/** What a document says that counts for everybody, whomever it is attached to. */
export interface DocumentFacts {
  /** Entries of its Principal elements, each under a name of its own. */
  readonly principals: readonly NamedEntry[];
  /** Tag keys that it reads off the caller, or wants to be passed on. */
  readonly sessionTags: readonly string[];
  readonly testsSourceIdentity: boolean;
  /** Rather too often than too rarely. */
  readonly testsTime: boolean;
}

type NamedEntry = readonly [string, PrincipalEntry];

/** The same of all documents of a snapshot together. */
export type OfDocuments = Omit<DocumentFacts, 'principals'>;

export function ofDocuments(documents: readonly PolicyDocument[]): OfDocuments {
  const all = documents.map(factsOf);
  return {
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

export const namedEntry = (entry: PrincipalEntry): NamedEntry => [`${entry.kind} ${entry.value}`, entry];

function factsIn(document: PolicyDocument): DocumentFacts {
  const text = JSON.stringify(document);
  const entries = document.statements.flatMap(({ principals }) =>
    principals !== undefined && 'in' in principals ? principals.in : [],
  );
  const read = [...text.matchAll(/aws:PrincipalTag\/([^"},]+)/gi)].map((one) => one[1]?.trim() ?? '');
  return {
    principals: entries.map(namedEntry),
    sessionTags: [...new Set([...read, ...transitiveTags(document)])],
    testsSourceIdentity: /(aws|sts):SourceIdentity/i.test(text),
    testsTime: /"key":"[^"]*(time|age|date)"|"name":"Date|\$\{[^}"]*(time|age|date)\b/i.test(text),
  };
}

/** Actions of a service that a document spells out, as it writes them. */
interface Spelled {
  readonly actions: readonly string[];
  unlisted?: readonly string[];
}

const spelled = new WeakMap<PolicyDocument, ReadonlyMap<string, Spelled>>();

/** By service. */
function spelledIn(document: PolicyDocument): ReadonlyMap<string, Spelled> {
  const known = spelled.get(document);
  if (known !== undefined) return known;
  const groups = groupedBy(spelledActions(document), serviceOfAction);
  const made = new Map([...groups].map(([service, actions]): [string, Spelled] => [service, { actions }]));
  spelled.set(document, made);
  return made;
}

/** Those that the catalogue does not know. Only lists of the services that are asked about are read. */
export function unlistedIn(document: PolicyDocument, service: string): readonly string[] {
  const found = spelledIn(document).get(service);
  if (found === undefined) return [];
  found.unlisted ??= found.actions.filter((text) => catalogueAction(text) === undefined);
  return found.unlisted;
}

/** Of any service. */
export const allUnlistedIn = (document: PolicyDocument): readonly string[] =>
  [...spelledIn(document).keys()].flatMap((service) => unlistedIn(document, service));

/** A name for each value that some condition compares the transitive tags of a call with: a wildcard stands for a letter. */
const transitiveTags = ({ statements }: PolicyDocument): readonly string[] =>
  statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ key, operator }) => /^sts:TransitiveTagKeys$/i.test(key) && operator.name !== 'Null')
    .flatMap(({ values }) => values.map((value) => value.replace(/[*?]/g, 'x')));
