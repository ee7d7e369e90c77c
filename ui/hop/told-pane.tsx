import { useState } from 'preact/hooks';
import type { AnswerHop, WhatCanAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import { client } from '../client.ts';
import { loader } from '../load.ts';
import { Icon } from '../parts/icons.tsx';
import { Rich } from '../parts/rich.tsx';
import { language, messages } from '../state.ts';
import { nodeOf, shortName } from '../words/names.ts';
import { isSubject, lastUseLines, openLines, reachedLines } from './told-lines.ts';
import { TOLD_WORDS } from './told-words.ts';

const told = loader<WhatCanAnswer>();

/** The results are not shown here; the whole of them takes minutes in a large organisation. */
const FEWEST = 1;

/** What no verdict rests on: last use, and, when asked for, entries of EKS clusters and grants of Lake Formation. */
export function ToldPane({ hop, answer }: { readonly hop: AnswerHop; readonly answer: WhoCanAnswer }) {
  const [open, setOpen] = useState(false);
  const words = TOLD_WORDS[language.value];
  const lines = lastUseLines(hop, answer, language.value, messages.value);
  const subject = nodeOf(hop.from, answer.nodes);
  if (lines.length === 0 && !isSubject(subject)) return null;
  const toggle = (): void => {
    if (told.state.value.kind === 'failed') told.forget();
    const key = `${answer.snapshot} ${subject.id}`;
    if (!open) told.ask(key, (signal) => client.whatCan({ subject: subject.id, limit: FEWEST }, signal));
    setOpen(!open);
  };
  return (
    <section class="gaps">
      <h2>{words.title}</h2>
      {lines.map((text) => (
        <Line key={text} text={text} />
      ))}
      {isSubject(subject) && (
        <p>
          <button type="button" class="btn wraps" aria-expanded={open} onClick={toggle}>
            {words.ask(shortName(subject.name))}
          </button>
        </p>
      )}
      <div aria-live="polite">{open && <Reached />}</div>
    </section>
  );
}

function Reached() {
  const words = TOLD_WORDS[language.value];
  const said = told.state.value;
  if (said.kind === 'failed') return <Line text={`${words.failed} ${said.problem.detail || said.problem.code}`} />;
  if (said.kind !== 'answered') return <Line text={words.asking} />;
  return (
    <>
      {reachedLines(said.value, language.value).map((text) => (
        <Line key={text} text={text} />
      ))}
      {openLines(said.value, language.value, messages.value).map((text) => (
        <Line key={text} text={text} doubt />
      ))}
    </>
  );
}

function Line({ text, doubt = false }: { readonly text: string; readonly doubt?: boolean }) {
  return (
    <p>
      {doubt && (
        <span class="unk">
          <Icon name="unknown" />
        </span>
      )}
      <span class="q">
        <Rich text={text} />
      </span>
    </p>
  );
}
