import Type from 'typebox';
import { PAGE } from '../../answers/questions.ts';

const name = (description: string) => Type.String({ minLength: 1, maxLength: 2048, description });
const resource = name('ARN, id, or a name that is unambiguous in the snapshot');
const subject = name('ARN, id, name or e-mail of a principal or person');
const actions = name('comma list of action names or access levels: read, list, write, permissions, tagging');

const lang = Type.Optional(Type.Enum(['en', 'ja'], { description: 'language of conditions in words' }));
const probableJoins = Type.Optional(
  Type.Boolean({ description: 'false: people are kept apart from accounts that are theirs by a probable rule' }),
);
const closed = { additionalProperties: false };

export const SearchQuery = Type.Object(
  {
    q: Type.String({ maxLength: 256 }),
    kinds: Type.Optional(Type.Enum(['subject', 'resource', 'any'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  closed,
);
const page = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: PAGE.most, description: 'a page of so many results at most' }),
  ),
  after: Type.Optional(Type.String({ minLength: 1, maxLength: 8192, description: 'go on after a page: its `next`' })),
};

export const WhoCanQuery = Type.Object(
  {
    resource,
    actions: Type.Optional(actions),
    among: Type.Optional(name('people, all, or one subject')),
    withCopies: Type.Optional(Type.Boolean({ description: 'also of every place that its data is copied to' })),
    ...page,
    probableJoins,
    lang,
  },
  closed,
);
export const WhatCanQuery = Type.Object({ subject, ...page, probableJoins, lang }, closed);
export const PathsQuery = Type.Object({ from: subject, to: name('ARN, id or name'), probableJoins, lang }, closed);
export const CanQuery = Type.Object({ principal: subject, action: name('one action name'), resource, lang }, closed);
export const ExplainQuery = Type.Object(
  {
    principal: subject,
    resource,
    actions: name('comma list of action names'),
    scope: Type.Optional(
      name('ARN inside the resource that is meant instead of the whole: `scope.sample` of a result'),
    ),
    lang,
  },
  closed,
);
export const VerifyQuery = Type.Object(
  { snapshot: Type.Optional(name('id, or an unambiguous beginning of it')), lang },
  closed,
);
export const LanguageQuery = Type.Object({ lang }, closed);
export const NoQuery = Type.Object({}, closed);
export const CypherBody = Type.Object({ text: Type.String({ minLength: 1, maxLength: 20_000 }) }, closed);
