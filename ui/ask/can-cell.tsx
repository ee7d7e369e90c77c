import { useState } from 'preact/hooks';
import type { Cut } from '../../domain/access.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { LevelWord } from '../../domain/words/names.ts';
import type { Messages } from '../messages/en.ts';
import { Icon } from '../parts/icons.tsx';
import { messages } from '../state.ts';
import { assumptionTitle } from '../words/assumptions.ts';
import type { LevelCount } from '../words/levels.ts';
import { canDo, fullAbility, partWords, possible, shortActions } from './can-do.ts';
import type { Ability, PathRow } from './rows.ts';

/** Actions named in a cell before the rest is counted. */
const FEW = 3;
/** Above this many none is named until asked for. */
const MANY = 8;

interface CellProps {
  readonly row: PathRow;
  readonly answer: WhoCanAnswer;
  readonly full: readonly PathRow[];
}

/** Level and count, then the actions, then what was cut and by which layer; the parts of a resource beneath. */
export function CanCell({ row, answer, full }: CellProps) {
  return (
    <>
      {row.abilities.map((ability) => (
        <AbilityLines
          key={ability.scope.sample}
          ability={ability}
          full={fullAbility(ability, row, full)}
          answer={answer}
        />
      ))}
    </>
  );
}

interface LinesProps {
  readonly ability: Ability;
  readonly full: Ability | undefined;
  readonly answer: WhoCanAnswer;
}

function AbilityLines({ ability, full, answer }: LinesProps) {
  const t = messages.value;
  const said = canDo(ability, full, answer);
  const part = ability.scope.kind === 'part' ? partWords(ability.scope, answer.resource, t) : '';
  const all = said.levels.every((one) => one.have.length === one.of) && said.unlisted.length === 0;
  const actions = [...said.levels.flatMap((one) => one.have), ...said.unlisted];
  return (
    <div class="ability">
      {said.levels.map((one) => (
        <Count key={one.level} level={one.level} have={one.have.length} of={one.of} />
      ))}
      {said.levels.length === 0 && said.unlisted.length > 0 && <b>{t.unlisted(said.unlisted.length)}</b>}
      {part !== '' && <div class="qq">{part}</div>}
      {!all && actions.length > 0 && <Actions actions={shortActions(actions)} />}
      {ability.unknown.map((one) => (
        <div class="unk small" key={one.actions.join()} title={assumptionTitle(one.reasons, t)}>
          {t.undecidedActions} <Actions actions={shortActions(one.actions)} />
        </div>
      ))}
      {said.beyond.length > 0 && <div class="qq">{alsoWords(said.beyond, t)}</div>}
      {said.cuts.map((cut) => (
        <CutLine key={cut.actions.join()} cut={cut} known={possible(ability)} />
      ))}
    </div>
  );
}

/** The level with most actions by name, the others as one number. */
function alsoWords(beyond: readonly LevelCount[], t: Messages): string {
  const [first, ...rest] = [...beyond].sort((a, b) => b.have.length - a.have.length);
  if (first === undefined) return '';
  const others = rest.reduce((sum, one) => sum + one.have.length, 0);
  return t.also(t.levelCount(t.level[first.level], first.have.length), others);
}

function Count({ level, have, of }: { readonly level: LevelWord; readonly have: number; readonly of: number }) {
  const t = messages.value;
  return (
    <div class="nw">
      <b>{t.levelCount(t.level[level], have)}</b> {of >= have && <span class="q">{t.levelOf(of)}</span>}
    </div>
  );
}

function Actions({ actions }: { readonly actions: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const t = messages.value;
  const named = actions.length > MANY ? 0 : FEW;
  const shown = open ? actions : actions.slice(0, named);
  const rest = named === 0 ? t.listActions(actions.length) : t.moreActions(actions.length - named);
  const gap = shown.length > 0 ? ' ' : '';
  return (
    <div class="acts">
      {shown.join(t.comma)}
      {gap}
      {actions.length > FEW && (
        <button
          type="button"
          class="link"
          onClick={(event) => {
            event.stopPropagation();
            setOpen(!open);
          }}
        >
          {open ? t.fewerActions : rest}
        </button>
      )}
    </div>
  );
}

function CutLine({ cut, known }: { readonly cut: Cut; readonly known: readonly string[] }) {
  const t = messages.value;
  const actions = shortActions(cut.actions.filter((action) => !known.includes(action)));
  if (actions.length === 0) return null;
  const layers = [
    ...cut.layers.map((layer) => t.layerBrief[layer]),
    ...(cut.alsoNeeds ?? []).map((need) => need.action),
  ];
  const by = layers.join(t.comma);
  const said = actions.length > 2 ? t.cutCount(actions.length, by) : t.cutBy(actions.join(t.comma), by);
  return (
    <div class="cutline" title={actions.join(t.comma)}>
      <Icon name="cuts" />
      <span>{said}</span>
    </div>
  );
}
