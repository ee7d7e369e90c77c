import type { Language } from '../answers/questions.ts';
import type { CliMessages } from './messages.ts';
import type { Ports, Surroundings } from './ports.ts';

export type OutputForm = 'table' | 'json' | 'csv' | 'markdown';

/** Options of every command, read and checked. */
export interface GlobalOptions {
  readonly form: OutputForm;
  /** The form was asked for, not taken by default. */
  readonly formGiven: boolean;
  readonly bom: boolean;
  readonly data: string;
  readonly store: string;
  readonly snapshot: string | undefined;
  readonly language: Language;
}

/** Everything a command works with. */
export interface Context {
  readonly options: GlobalOptions;
  readonly ports: Ports;
  readonly around: Surroundings;
  readonly words: CliMessages;
}
