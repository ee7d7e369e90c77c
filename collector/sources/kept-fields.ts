import type { Json } from '../../domain/policy.ts';
import { isList, isObject } from '../schema-check.ts';
import type { AskedSource } from './config.ts';
import type { Web } from './web.ts';

// Answers hold more than is read of them: client secrets of Keycloak, secret keys of Okta's applications, telephone numbers and
// recovery addresses of Google. What is not named here goes no further than this file, neither to a reader nor to a recording.

/** What is kept of an answer: texts, numbers and truth values alone, or these fields of objects, or what is made of it. */
type Kept = true | Fields | ((value: Json) => Json | undefined);
interface Fields {
  readonly [field: string]: Kept;
}

const fields = (names: string): Fields => Object.fromEntries(names.split(' ').map((name) => [name, true as const]));

const OKTA: Fields = {
  ...fields('id label name status scope priority type'),
  source: fields('id'),
  settings: {
    app: fields('useGroupMapping groupFilter appFilter roleValuePattern identityProviderArn joinAllRoles'),
  },
  profile: fields(
    'login email firstName lastName displayName department title manager managerId userType employeeNumber name role samlRoles',
  ),
};

const ENTRA: Fields = {
  '@odata.nextLink': true,
  value: {
    ...fields(
      'id userPrincipalName mail displayName department jobTitle employeeType employeeId onPremisesImmutableId accountEnabled userType',
    ),
    ...fields('appRoleId principalId principalType principalDisplayName accessId'),
    manager: fields('mail userPrincipalName'),
    appRoles: fields('id value displayName isEnabled'),
  },
};

const google = (schema: string, field: string): Fields => ({
  ...fields('kind nextPageToken'),
  users: {
    ...fields('id primaryEmail suspended archived'),
    name: fields('fullName'),
    organizations: fields('primary department title'),
    // the others are relatives
    relations: (value) =>
      isList(value)
        ? prune(
            value.filter((one) => isObject(one) && one['type'] === 'manager'),
            fields('type value'),
          )
        : undefined,
    customSchemas: { [schema]: { [field]: fields('value') } },
  },
});

const KEYCLOAK_GROUP: Fields = {
  ...fields('id name subGroupCount'),
  get subGroups(): Kept {
    return KEYCLOAK_GROUP;
  },
};
const KEYCLOAK: Fields = {
  ...fields('id username email emailVerified enabled firstName lastName name composite clientId subGroupCount'),
  attributes: fields('department title manager LDAP_ID'),
  subGroups: KEYCLOAK_GROUP,
};

function keptOf(config: AskedSource): Fields {
  switch (config.kind) {
    case 'okta':
      return OKTA;
    case 'entra':
      return ENTRA;
    case 'google':
      return google(config.schema, config.field);
    case 'keycloak':
      return KEYCLOAK;
  }
}

/** Undefined: nothing of it is kept. */
function prune(value: Json, kept: Kept): Json | undefined {
  if (typeof kept === 'function') return kept(value);
  // no provider puts lists into lists, and those of an enemy may have no end
  if (isList(value)) return value.map((one) => (isList(one) ? null : (prune(one, kept) ?? null)));
  if (!isObject(value)) return value;
  if (kept === true) return undefined;
  const found = Object.entries(value).flatMap(([name, one]) => {
    const rule = Object.hasOwn(kept, name) ? kept[name] : undefined;
    const left = rule === undefined ? undefined : prune(one, rule);
    return left === undefined ? [] : [[name, left] as const];
  });
  return Object.fromEntries(found);
}

/** Answers with what the reader of the source asks for, and nothing else. */
export function prunedWeb(web: Web, config: AskedSource): Web {
  const kept = keptOf(config);
  return {
    get: async (path) => {
      const answer = await web.get(path);
      if (!answer.ok) return answer;
      const { body } = answer;
      // a body that is neither list nor object is no answer to anything that is asked
      return { ...answer, body: isList(body) || isObject(body) ? (prune(body, kept) ?? null) : null };
    },
  };
}
