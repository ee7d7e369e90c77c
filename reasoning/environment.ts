import type { Ask } from './ask.ts';
import type { KeyState } from './key-state.ts';
import { keptByAction, keyState } from './keys.ts';
import type { Question, Target } from './question.ts';
import { type Situation, situationOf } from './situation.ts';
import type { World } from './world.ts';

/** Where the engine gets the surroundings of a question from: a snapshot, or one self-contained request. */
export interface Environment {
  situation(question: Question): Situation;
  keyState(question: Question, key: string): KeyState;
  /** Actions on the target of which it tells the same have the key in the same state; left out: each may have its own. */
  readonly told?: (target: Target, key: string) => Ask<string>;
  /** Names of the pairs in the encryption context of a request that is written down; left out: `kms:EncryptionContextKeys` tells. */
  readonly encryptionContext?: readonly string[];
}

export const environmentOf = (world: World): Environment => ({
  situation: (question) => situationOf(world, question),
  keyState: (question, key) => keyState(world, question, key),
  told: keptByAction,
});
