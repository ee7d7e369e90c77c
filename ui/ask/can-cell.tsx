import { useState } from 'preact/hooks';
import type { Cut } from '../../domain/access.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { Icon } from '../parts/icons.tsx';
import { messages } from '../state.ts';
import type { Level } from '../words/levels.ts';
import { canDo, fullAbility, partWords, possible, shortActions } from './can-do.ts';
import type { Ability, PathRow } from './rows.ts';

/** Actions named in a cell before the rest is counted. */
const FEW = 3;

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
          key={ability.scope.pattern}
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
        <div class="unk small" key={one.actions.join()}>
          {t.unknownActions(shortActions(one.actions).join(t.comma))}
        </div>
      ))}
      {said.beyond.length > 0 && (
        <div class="qq">{t.also(said.beyond.map((one) => t.levelCount(t.level[one.level], one.have.length)))}</div>
      )}
      {said.cuts.map((cut) => (
        <CutLine key={cut.actions.join()} cut={cut} known={possible(ability)} />
      ))}
    </div>
  );
}

function Count({ level, have, of }: { readonly level: Level; readonly have: number; readonly of: number }) {
  const t = messages.value;
  return (
    <div class="nw">
      <b>{t.levelCount(t.level[level], have)}</b> <span class="q">{t.levelOf(of)}</span>
    </div>
  );
}

function Actions({ actions }: { readonly actions: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const t = messages.value;
  const shown = open ? actions : actions.slice(0, FEW);
  return (
    <div class="acts">
      {shown.join(t.comma)}
      {actions.length > FEW && (
        <button
          type="button"
          class="link"
          onClick={(event) => {
            event.stopPropagation();
            setOpen(!open);
          }}
        >
          {open ? t.fewerActions : t.moreActions(actions.length - FEW)}
        </button>
      )}
    </div>
  );
}

function CutLine({ cut, known }: { readonly cut: Cut; readonly known: readonly string[] }) {
  const t = messages.value;
  const actions = shortActions(cut.actions.filter((action) => !known.includes(action)));
  if (actions.length === 0) return null;
  const named = actions.slice(0, 2).join(t.comma);
  const rest = actions.length > 2 ? ` ${t.moreActions(actions.length - 2)}` : '';
  const layers = [
    ...cut.layers.map((layer) => t.layerInText[layer]),
    ...(cut.alsoNeeds ?? []).map((need) => need.action),
  ];
  return (
    <div class="cutline" title={actions.join(t.comma)}>
      <Icon name="cuts" />
      <span>{t.cutBy(`${named}${rest}`, layers.join(t.comma))}</span>
    </div>
  );
}
