import type { ComponentChildren } from 'preact';
import type { NodeInfo } from '../../domain/answer.ts';
import { placeWords } from '../ask/options.ts';
import type { Problem } from '../client.ts';
import { messages } from '../state.ts';
import { iconOf } from '../words/icon-of.ts';
import { shortName } from '../words/names.ts';
import { Icon, type IconName } from './icons.tsx';
import { Kbd } from './kbd.tsx';
import { Rich } from './rich.tsx';

interface SayProps {
  readonly icon?: IconName;
  readonly tone?: 'unk' | 'cut' | '';
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A state of the page in words: what is known, what is not, and the one thing to do next. */
export function Say({ icon, tone = '', title, children }: SayProps) {
  return (
    <section class="statement">
      <h1 class={tone}>
        {icon !== undefined && <Icon name={icon} large />}
        {title}
      </h1>
      {children}
    </section>
  );
}

/** A line that grows while the server decides; the keyboard stops it. */
export function Asking({ text }: { readonly text: string }) {
  return (
    <div class="asking" role="status">
      <div class="progress" />
      <p class="q">
        {text} <Kbd of="back" /> {messages.value.stopHint}
      </p>
    </div>
  );
}

interface FailureProps {
  readonly problem: Problem;
  /** What was typed for the thing that was not found or meant several. */
  readonly typed: string;
  readonly onChoose: (node: NodeInfo) => void;
  readonly onRetry: () => void;
}

/** What failed, what is unharmed, and one thing to try. */
export function Failure({ problem, typed, onChoose, onRetry }: FailureProps) {
  const t = messages.value;
  if (isNoSnapshot(problem)) return <NoSnapshot />;
  if (problem.candidates.length > 0 || problem.status === 404) {
    const several = problem.status !== 404;
    return (
      <Say title={several ? t.ambiguousTitle(typed) : t.notFoundTitle(typed)}>
        {problem.candidates.length > 0 && <p class="q">{several ? t.ambiguousText : t.similar}</p>}
        <NodeList nodes={problem.candidates} onChoose={onChoose} />
      </Say>
    );
  }
  return (
    <Say icon="cuts" tone="cut" title={problem.status === 0 ? t.noAnswerTitle : t.failedTitle}>
      <p class="q">
        <Rich text={problem.detail === '' ? problem.title : problem.detail} />
      </p>
      <p class="q">{problem.status === 0 ? t.noAnswerText : t.unharmed}</p>
      <p>
        <button type="button" class="btn main" onClick={onRetry}>
          {t.tryAgain}
        </button>
      </p>
      <p class="qq">{t.details(problem.code)}</p>
    </Say>
  );
}

const isNoSnapshot = (problem: Problem): boolean => /no_?snapshot/i.test(problem.code);

function NoSnapshot() {
  const t = messages.value;
  return (
    <Say title={t.noSnapshotTitle}>
      <p class="q">{t.noSnapshotText}</p>
      <dl class="ways">
        {t.noSnapshotWays.map(([command, what]) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd class="q">{what}</dd>
          </div>
        ))}
      </dl>
    </Say>
  );
}

/** The page of those whose link is used up. */
export function SignIn() {
  const t = messages.value;
  return (
    <Say title={t.signInTitle}>
      <p class="q">{t.signInText}</p>
      <p>
        <code>{t.signInCommand}</code>
      </p>
    </Say>
  );
}

/** Things to choose from, kind and place beside each name. */
export function NodeList({
  nodes,
  onChoose,
}: {
  readonly nodes: readonly NodeInfo[];
  readonly onChoose: (node: NodeInfo) => void;
}) {
  return (
    <ul class="choices">
      {nodes.map((node) => (
        <li key={node.id}>
          <button type="button" onClick={() => onChoose(node)} title={node.id}>
            <Icon name={iconOf(node)} />
            <span>{shortName(node.name)}</span>
            <span class="qq">{placeWords(node)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
