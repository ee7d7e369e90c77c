import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { NodeInfo, WhoCanAnswer } from '../../domain/answer.ts';
import { LEVEL_WORDS } from '../../domain/words/names.ts';
import { focusOutcome } from '../focus.ts';
import { valueIn } from '../load.ts';
import { Kbd } from '../parts/kbd.tsx';
import { answer, messages, navigate, view } from '../state.ts';
import { iconOf } from '../words/icon-of.ts';
import { shortAction } from '../words/levels.ts';
import { shortName } from '../words/names.ts';
import { askedKind } from './answer-words.ts';
import { Token } from './combobox.tsx';
import { findActions, findResources, findSubjects, type Option, placeWords } from './options.ts';

/** Long enough for the next key, short enough not to be noticed. */
const SEARCH_PAUSE_MS = 120;

interface Draft {
  readonly among: string;
  readonly actions: readonly string[];
  readonly resource: string | undefined;
  /** Names of chosen candidates, until an answer describes them. */
  readonly named: ReadonlyMap<string, Option>;
}

const draftOfView = (named: ReadonlyMap<string, Option>): Draft => {
  const { among, actions, resource } = view.value;
  return { among, actions, resource, named };
};

/** The question as a sentence with three slots, in the order of the language. */
export function Sentence() {
  const draft = useSignal<Draft>(draftOfView(new Map()));
  const { among, actions, resource } = view.value;
  useEffect(() => {
    draft.value = draftOfView(draft.value.named);
  }, [among, actions, resource]);
  const ask = (): void => {
    const { row: _row, hop: _hop, columns: _columns, part: _part, ...rest } = view.value;
    const { named: _named, resource: wanted, ...words } = draft.value;
    navigate({ ...rest, ...words, screen: 'ask', ...(wanted === undefined ? {} : { resource: wanted }) });
    if (wanted === undefined) document.querySelector<HTMLElement>('[data-slot="resource"]')?.focus();
    else focusOutcome();
  };
  const write = (change: Partial<Draft>, option: Option): void => {
    draft.value = { ...draft.value, ...change, named: new Map([...draft.value.named, [option.value, option]]) };
  };
  const t = messages.value;
  return (
    <form class="sentence" onSubmit={(event) => event.preventDefault()}>
      {t
        .sentence(askedKind(draft.value.actions))
        .map((part) =>
          typeof part === 'string' ? (
            <span key={part}>{part}</span>
          ) : (
            <Slot key={part.slot} slot={part.slot} draft={draft.value} write={write} ask={ask} />
          ),
        )}
      <span class="hint">
        <Kbd of="next" /> {t.nextWord} <Kbd of="ask" /> {t.askHint}
      </span>
    </form>
  );
}

interface SlotProps {
  readonly slot: 'among' | 'actions' | 'resource';
  readonly draft: Draft;
  readonly write: (change: Partial<Draft>, option: Option) => void;
  readonly ask: () => void;
}

function Slot({ slot, draft, write, ask }: SlotProps) {
  const t = messages.value;
  const said = valueIn(answer.state.value);
  if (slot === 'actions') {
    return (
      <Token
        slot={slot}
        label={t.slotActions}
        text={actionsText(draft.actions)}
        find={findActions}
        pauseMs={0}
        onAsk={ask}
        onChoose={(option) => write({ actions: option.value === 'any' ? [] : [option.value] }, option)}
      />
    );
  }
  const shown = slot === 'among' ? amongShown(draft, said) : resourceShown(draft, said);
  return (
    <Token
      slot={slot}
      label={slot === 'among' ? t.slotAmong : t.slotResource}
      text={shown.name}
      place={shown.note}
      icon={shown.icon}
      placeholder={slot === 'resource' ? t.resourceEmpty : undefined}
      find={slot === 'among' ? findSubjects : findResources}
      pauseMs={SEARCH_PAUSE_MS}
      onAsk={ask}
      onChoose={(option) => write(slot === 'among' ? { among: option.value } : { resource: option.value }, option)}
    />
  );
}

function actionsText(actions: readonly string[]): string {
  const t = messages.value;
  if (actions.length === 0) return t.verbs.any;
  return actions
    .map((action) => {
      const level = LEVEL_WORDS.find((one) => one === action);
      return level === undefined ? shortAction(action) : t.verbs[level];
    })
    .join(t.comma);
}

type Shown = Pick<Option, 'name' | 'note' | 'icon'>;

const nodeShown = (node: NodeInfo): Shown => ({
  name: shortName(node.name),
  note: placeWords(node),
  icon: iconOf(node),
});

function amongShown({ among, named }: Draft, said: WhoCanAnswer | undefined): Shown {
  const t = messages.value;
  if (among === 'people') return { name: t.amongPeople, note: '', icon: 'person' };
  if (among === 'all') return { name: t.amongAll, note: '', icon: 'role' };
  const node = said?.nodes[among];
  return node === undefined ? (named.get(among) ?? { name: among, note: '', icon: 'openEnd' }) : nodeShown(node);
}

function resourceShown({ resource, named }: Draft, said: WhoCanAnswer | undefined): Shown {
  if (resource === undefined) return { name: '', note: '', icon: 'thing' };
  const asked = view.value.resource === resource ? said?.nodes[said.resource] : undefined;
  const node = asked ?? said?.nodes[resource];
  return node === undefined ? (named.get(resource) ?? { name: resource, note: '', icon: 'thing' }) : nodeShown(node);
}
