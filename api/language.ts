import type { FastifyRequest } from 'fastify';
import type { Language } from '../answers/questions.ts';
import { addressOf } from './address.ts';

/** Language asked for, else the one the browser prefers. */
export function languageOf(lang: Language | undefined, request: FastifyRequest): Language {
  if (lang !== undefined) return lang;
  return /^\s*ja\b/i.test(request.headers['accept-language'] ?? '') ? 'ja' : 'en';
}

/** The same of a request whose query nobody has checked yet. */
export function languageWanted(request: FastifyRequest): Language {
  const lang = addressOf(request).query.get('lang');
  return languageOf(lang === 'ja' || lang === 'en' ? lang : undefined, request);
}
