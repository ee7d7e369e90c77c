export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export type ResourceKind = 'User' | 'Group';

/** One attribute as RFC 7643, 7 describes it; the document at `/Schemas` is made of these. */
export interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime';
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable';
  readonly returned: 'always' | 'default';
  readonly uniqueness: 'none' | 'server';
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

const attribute = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  multiValued: false,
  description,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

const complex = (
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  more: Partial<Attribute> = {},
): Attribute => attribute(name, description, { type: 'complex', subAttributes, ...more });

const MANY = { multiValued: true } as const;
const READ_ONLY = { mutability: 'readOnly' } as const;
const IMMUTABLE = { mutability: 'immutable' } as const;
const EXACT = { caseExact: true } as const;

const referenceTo = (kind: ResourceKind): Partial<Attribute> => ({
  type: 'reference',
  referenceTypes: [kind],
  ...EXACT,
});

const USER: readonly Attribute[] = [
  attribute('userName', 'What the person signs in with; unique within the connector.', {
    required: true,
    uniqueness: 'server',
  }),
  complex('name', 'The parts of the name.', [
    attribute('formatted', 'The whole name.'),
    attribute('familyName', 'Family name.'),
    attribute('givenName', 'Given name.'),
  ]),
  attribute('displayName', 'The name that answers show.'),
  attribute('title', 'Job title.'),
  attribute('userType', 'Employee, contractor ...'),
  attribute('active', 'Whether the person may sign in.', { type: 'boolean' }),
  complex(
    'emails',
    'E-mail addresses; people are joined to Identity Center by them.',
    [
      attribute('value', 'The address.'),
      attribute('type', 'work, home or other.'),
      attribute('primary', 'Whether it is the first address.', { type: 'boolean' }),
    ],
    MANY,
  ),
  complex(
    'groups',
    'The groups the person is in.',
    [
      attribute('value', 'Id of the group.', { ...EXACT, ...READ_ONLY }),
      attribute('$ref', 'Address of the group.', { ...referenceTo('Group'), ...READ_ONLY }),
      attribute('display', 'Name of the group.', READ_ONLY),
      attribute('type', 'direct: groups hold no groups here.', READ_ONLY),
    ],
    { ...MANY, ...READ_ONLY },
  ),
];

const ENTERPRISE: readonly Attribute[] = [
  attribute('employeeNumber', 'Number of the employee.'),
  attribute('costCenter', 'Cost centre.'),
  attribute('organization', 'Organisation.'),
  attribute('division', 'Division.'),
  attribute('department', 'Department.'),
  complex('manager', 'The manager.', [
    attribute('value', 'Id of the manager.', EXACT),
    attribute('$ref', 'Address of the manager.', referenceTo('User')),
  ]),
];

const GROUP: readonly Attribute[] = [
  attribute('displayName', 'Name of the group.', { required: true }),
  complex(
    'members',
    'The people in the group; groups hold no groups here.',
    [
      attribute('value', 'Id of the user.', { ...EXACT, ...IMMUTABLE }),
      attribute('$ref', 'Address of the user.', { ...referenceTo('User'), ...IMMUTABLE }),
    ],
    MANY,
  ),
];

/** Attributes of every resource, which schema documents leave out. Source: RFC 7643, 3.1. */
const COMMON: readonly Attribute[] = [
  attribute('id', 'Made here.', { ...EXACT, ...READ_ONLY, returned: 'always', uniqueness: 'server' }),
  attribute('externalId', 'Id that the identity provider knows the resource by.', EXACT),
  attribute('schemas', 'The schemas of the resource.', { ...MANY, ...EXACT, ...READ_ONLY, returned: 'always' }),
  complex(
    'meta',
    'About the resource itself.',
    [
      attribute('resourceType', 'User or Group.', { ...EXACT, ...READ_ONLY }),
      attribute('created', 'When it was made.', { type: 'dateTime', ...READ_ONLY }),
      attribute('lastModified', 'When it last changed.', { type: 'dateTime', ...READ_ONLY }),
      attribute('location', 'Its address.', { type: 'reference', ...EXACT, ...READ_ONLY }),
      attribute('version', 'Its ETag.', { ...EXACT, ...READ_ONLY }),
    ],
    READ_ONLY,
  ),
];

export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

export const SCHEMAS: readonly Schema[] = [
  { id: USER_SCHEMA, name: 'User', description: 'A person in the directory', attributes: USER },
  { id: GROUP_SCHEMA, name: 'Group', description: 'A group of people', attributes: GROUP },
  { id: ENTERPRISE_SCHEMA, name: 'EnterpriseUser', description: 'What employers know', attributes: ENTERPRISE },
];

export interface ResourceType {
  readonly kind: ResourceKind;
  readonly endpoint: 'Users' | 'Groups';
  readonly schema: string;
  readonly attributes: readonly Attribute[];
  /** Attributes under the URN of the extension. */
  readonly extension?: { readonly schema: string; readonly attributes: readonly Attribute[] };
}

export const RESOURCE_TYPES: { readonly [Kind in ResourceKind]: ResourceType } = {
  User: {
    kind: 'User',
    endpoint: 'Users',
    schema: USER_SCHEMA,
    attributes: [...COMMON, ...USER],
    extension: { schema: ENTERPRISE_SCHEMA, attributes: ENTERPRISE },
  },
  Group: { kind: 'Group', endpoint: 'Groups', schema: GROUP_SCHEMA, attributes: [...COMMON, ...GROUP] },
};

/** Names of attributes and schemas do not mind their case. Source: RFC 7643, 2.1. */
export const named = (attributes: readonly Attribute[], name: string): Attribute | undefined => {
  const folded = name.toLowerCase();
  return attributes.find((one) => one.name.toLowerCase() === folded);
};
