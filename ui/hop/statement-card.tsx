import { useEffect, useRef } from 'preact/hooks';
import type { DecidingPolicy } from '../../domain/answer.ts';
import { Icon } from '../parts/icons.tsx';
import { messages } from '../state.ts';
import { shortAction } from '../words/levels.ts';
import { parsePolicyName } from '../words/names.ts';
import { type CodeLine, documentLines } from './document-lines.ts';
import { policyWords } from './hop-words.ts';

/** A whole policy document with the statements that decide: their lines tinted, their deciding words bold. */
export function StatementCard({ policy, role }: { readonly policy: DecidingPolicy; readonly role: boolean }) {
  const t = messages.value;
  const grants = policy.role === 'grants';
  const actions = [...new Set(policy.statements.flatMap((one) => one.actions))].map(shortAction);
  const name = parsePolicyName(policy.policy);
  const lines = documentLines(policy.document, {
    role: policy.role,
    statements: new Map(policy.statements.map((one) => [one.index, one.actions])),
  });
  return (
    <section class="st">
      <header>
        <span class={grants ? 'acc' : 'cut'}>
          <Icon name={grants ? 'allows' : 'cuts'} />
        </span>
        <b class="nw">{grants ? t.grants : t.cutsWhat(actions.join(t.comma))}</b>
        <span class="who" title={policy.policy}>
          {policyWords(policy.layer, policy.policy, role, t)}
          {name.kind === 'organization' && <code class="q"> {name.id}</code>}
        </span>
        <span class="qq nw">{whichStatement(policy)}</span>
      </header>
      <Code lines={lines} tone={grants ? 'ok' : 'hit'} />
    </section>
  );
}

function whichStatement(policy: DecidingPolicy): string {
  const t = messages.value;
  const [only] = policy.statements;
  if (only !== undefined && policy.statements.length === 1) return t.statementOf(only.index + 1, policy.of, '');
  return t.statementsOf(policy.statements.map((one) => String(one.index + 1)).join(t.comma), policy.of);
}

function Code({ lines, tone }: { readonly lines: readonly CodeLine[]; readonly tone: 'ok' | 'hit' }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const first = box.current?.querySelector<HTMLElement>('[data-first]');
    if (box.current !== null && first !== null && first !== undefined) box.current.scrollTop = first.offsetTop - 28;
  }, [lines]);
  const first = lines.findIndex((line) => line.deciding);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long document scrolls, and must do so from the keyboard too
    <code class="code" ref={box} tabIndex={0}>
      {lines.map((line, index) => (
        <span
          key={`${index} ${line.tokens.length}`}
          data-n={index + 1}
          class={line.deciding ? tone : ''}
          {...(index === first ? { 'data-first': '' } : {})}
        >
          {line.tokens.map((token) => (token.strong ? <em>{token.text}</em> : token.text))}
          {'\n'}
        </span>
      ))}
    </code>
  );
}
