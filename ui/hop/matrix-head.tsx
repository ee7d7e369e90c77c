import type { ExplainAnswer } from '../../domain/answer.ts';
import { levelWord } from '../../domain/words/names.ts';
import { messages } from '../state.ts';
import { shortAction } from '../words/levels.ts';

/** Over each column its action and access level. */
export function MatrixHead({ answer }: { readonly answer: ExplainAnswer }) {
  const t = messages.value;
  return (
    <thead>
      <tr>
        <th scope="col">{t.layerHead}</th>
        <th scope="col">
          <span class="vh">{t.policiesHead}</span>
        </th>
        {answer.columns.map((column) => (
          <th scope="col" class="d" key={column.action} title={column.action}>
            {levelName(column.level)}
            <br />
            <code>
              <Breakable name={shortAction(column.action)} />
            </code>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A long name may break where a word of it begins. */
function Breakable({ name }: { readonly name: string }) {
  return (
    <>
      {name.split(/(?=[A-Z][a-z])/).map((word) => (
        <span key={word}>
          <wbr />
          {word}
        </span>
      ))}
    </>
  );
}

function levelName(level: string | undefined): string {
  const known = levelWord(level ?? '');
  return known === undefined ? (level ?? '') : messages.value.level[known];
}
