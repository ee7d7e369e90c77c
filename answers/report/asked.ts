import type { WhoCanAnswer } from '../../domain/answer.ts';
import { LEVEL_WORDS, type LevelWord, levelWord } from '../../domain/words/names.ts';
import type { Language } from '../questions.ts';
import type { Verb } from '../words/messages/en.ts';
import { messagesIn } from '../words/messages.ts';

type Asked = Pick<WhoCanAnswer, 'asked' | 'levels' | 'levelOf'>;

/** What was asked about, as a verb phrase: "read finance-ledger", "call GetItem on finance-ledger". */
export function askedVerb(answer: Asked, what: string, language: Language): Verb {
  const { verbs, comma } = messagesIn(language);
  const { asked, levels } = answer;
  if (asked.length > 0 && asked.every((one) => /^(sts:)?AssumeRole/i.test(one))) return verbs.assume(what);
  const level = askedLevel(answer);
  if (level !== undefined) return verbs[level](what);
  const known = Object.values(levels).reduce((sum, n) => sum + n, 0);
  if (asked.length === 0 || (known > 0 && asked.length >= known)) return verbs.any(what);
  return asked.length <= 3 ? verbs.actions(asked.join(comma), what) : verbs.someOf(asked.length, what);
}

/** The level, where the question was a level word, or listed every action of exactly one level. */
function askedLevel({ asked, levels, levelOf }: Asked): LevelWord | undefined {
  const [first] = asked;
  if (first === undefined) return undefined;
  const word = LEVEL_WORDS.find((one) => one === first);
  if (word !== undefined) return asked.length === 1 ? word : undefined;
  const level = levelOf[first];
  const whole = level !== undefined && levels[level] === asked.length && asked.every((one) => levelOf[one] === level);
  return whole ? levelWord(level) : undefined;
}
