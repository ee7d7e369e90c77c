import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { TSchema } from 'typebox';
import type { JoinsAsk } from '../../answers/probable-joins.ts';
import { type Answered, PAGE, type PageAsked, type Questions } from '../../answers/questions.ts';
import { Problem } from '../schemas/common.ts';

/** A Fastify instance whose handlers get their types from the schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** The questions of the snapshot that is active at the moment of asking. */
export type CurrentQuestions = () => Answered<Questions>;

/** One JSON value a line. */
export const JSON_LINES = 'application/x-ndjson';

/** Comma list -> names; blanks around commas do not count. */
export const namesIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Probable joins are followed unless a query says not to. */
export const joinsAsked = (probableJoins: boolean | undefined): JoinsAsk =>
  probableJoins === false ? { probableJoins } : {};

/** With either of the parameters a page is asked for. */
export const pageAsked = (limit: number | undefined, after: string | undefined): PageAsked =>
  limit === undefined && after === undefined
    ? {}
    : { page: { limit: limit ?? PAGE.usual, ...(after === undefined ? {} : { after }) } };

/** The answer, or a problem document. */
export const responses = <Schema extends TSchema>(answer: Schema) => ({ 200: answer, default: Problem });
