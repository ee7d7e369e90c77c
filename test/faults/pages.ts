import type { AskedCall, RawRequest } from './asked-call.ts';

/** A list that the emulator gives whole, and AWS in pages: the fields that hold items, and those that name the next page. */
interface PagedList {
  readonly lists: readonly string[];
  readonly token: string;
}

const NEXT_TOKEN = 'NextToken';
/** Source: AWS Organizations API Reference (MaxResults) and IAM API Reference (Marker) of each list. */
const PAGED: Readonly<Record<string, PagedList>> = {
  'organizations ListAccounts': { lists: ['Accounts'], token: NEXT_TOKEN },
  'organizations ListAccountsForParent': { lists: ['Accounts'], token: NEXT_TOKEN },
  'organizations ListOrganizationalUnitsForParent': { lists: ['OrganizationalUnits'], token: NEXT_TOKEN },
  'organizations ListPolicies': { lists: ['Policies'], token: NEXT_TOKEN },
  'organizations ListTargetsForPolicy': { lists: ['Targets'], token: NEXT_TOKEN },
  'iam GetAccountAuthorizationDetails': {
    lists: ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'],
    token: 'Marker',
  },
};

export const pagedList = ({ service, operation }: AskedCall): PagedList | undefined => PAGED[`${service} ${operation}`];

const TOKEN = /^page-(\d+)$/;

/** Where the page that is asked for begins. */
export function pageStart({ body }: RawRequest, { token }: PagedList, isJson: boolean): number {
  const given = isJson ? fieldOf(body, token) : (new URLSearchParams(body).get(token) ?? '');
  return Number(TOKEN.exec(given)?.[1] ?? 0);
}

const fieldOf = (body: string, name: string): string =>
  String((JSON.parse(body) as Readonly<Record<string, unknown>>)[name] ?? '');

/** The same request for all there is, or for the emulator's own next page. */
export function unpaged(request: RawRequest, isJson: boolean, own?: string): RawRequest {
  if (!isJson) {
    const fields = new URLSearchParams(request.body);
    for (const name of ['Marker', 'MaxItems']) fields.delete(name);
    return { ...request, body: fields.toString() };
  }
  const { NextToken: _, MaxResults: __, ...rest } = JSON.parse(request.body) as Record<string, unknown>;
  return { ...request, body: JSON.stringify(own === undefined ? rest : { ...rest, NextToken: own }) };
}

/** One page of a whole answer in JSON. */
export function jsonPage(whole: object, { lists, token }: PagedList, start: number, size: number): string {
  const [list = ''] = lists;
  const items = Reflect.get(whole, list) as readonly unknown[];
  const next = start + size < items.length ? { [token]: `page-${start + size}` } : {};
  return JSON.stringify({ ...whole, [list]: items.slice(start, start + size), ...next });
}

/** One page of a whole answer in XML: the items of all lists, one list after the other, count as one row. */
export function xmlPage(whole: string, { lists, token }: PagedList, start: number, size: number): string {
  let text = whole.replace(/<IsTruncated>\w+<\/IsTruncated>/, '');
  let before = 0;
  for (const list of lists) {
    const items = membersOf(text, list);
    if (items === undefined) continue;
    const kept = items.filter((_, at) => before + at >= start && before + at < start + size);
    text = text.replace(listText(list, items), () => listText(list, kept));
    before += items.length;
  }
  const more = start + size < before;
  const marker = more ? `<${token}>page-${start + size}</${token}>` : '';
  return text.replace(/(<\w+Result>)/, (_, open: string) => `${open}<IsTruncated>${more}</IsTruncated>${marker}`);
}

const listText = (list: string, items: readonly string[]): string => `<${list}>${items.join('')}</${list}>`;

/** The items of a list, text between them included; undefined where the answer has no such list. */
function membersOf(text: string, list: string): readonly string[] | undefined {
  // Details of users hold lists of the same names as the answer: the outermost one is closed last.
  const from = text.indexOf(`<${list}>`);
  const to = closing(text, list, from);
  if (from < 0 || to < 0) return undefined;
  const inside = text.slice(from + list.length + 2, to);
  const items: string[] = [];
  let depth = 0;
  let begun = 0;
  for (const tag of inside.matchAll(/<(\/?)member>/g)) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth > 0 || tag[1] !== '/') continue;
    const end = tag.index + tag[0].length;
    items.push(inside.slice(begun, end));
    begun = end;
  }
  const last = items.pop();
  return last === undefined ? [] : [...items, `${last}${inside.slice(begun)}`];
}

function closing(text: string, name: string, from: number): number {
  let depth = 0;
  for (const tag of text.slice(Math.max(from, 0)).matchAll(new RegExp(`<(/?)${name}>`, 'g'))) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth === 0) return from + tag.index;
  }
  return -1;
}

/** IAM percent-encodes policy documents; the emulator does so with some. Source: IAM API Reference, PolicyDetail. */
export const withEncodedDocuments = (xml: string): string =>
  xml.replace(/<(AssumeRolePolicyDocument|PolicyDocument|Document)>([^<]*)</g, (_, name: string, text: string) => {
    const plain = text.trim();
    return `<${name}>${plain.startsWith('%') ? plain : encodeURIComponent(unescaped(plain))}<`;
  });

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  '#34': '"',
  '#39': "'",
};
const unescaped = (text: string): string =>
  text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
