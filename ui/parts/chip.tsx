import type { AnswerHop, NodeInfo } from '../../domain/answer.ts';
import { messages } from '../state.ts';
import { iconOf } from '../words/icon-of.ts';
import { nameLanguage, shortName } from '../words/names.ts';
import { Icon } from './icons.tsx';

interface ChipProps {
  readonly node: NodeInfo;
  readonly strong?: boolean;
  readonly here?: boolean;
  readonly onPick?: (() => void) | undefined;
}

/** Icon and name of a node, no box; the full id is in the title. */
export function Chip({ node, strong = false, here = false, onPick }: ChipProps) {
  const name = shortName(node.name);
  return (
    <span
      class={`hop${strong ? ' people' : ''}${here ? ' here' : ''}`}
      title={node.id}
      {...(onPick === undefined ? {} : { onClick: onPick })}
    >
      <Icon name={iconOf(node)} />
      <span lang={nameLanguage(name)}>{name}</span>
    </span>
  );
}

/** The line between two chips: its style is the hop's verdict, a bar across it a border of accounts. */
export function Connector({ hop, elbow = false }: { readonly hop: AnswerHop; readonly elbow?: boolean }) {
  const t = messages.value;
  const tone = hop.verdict === 'conditional' ? ' c' : hop.verdict === 'unknown' ? ' u' : '';
  const words = [
    ...(hop.verdict === 'allowed' ? [] : [t.verdict[hop.verdict]]),
    ...(hop.crossesAccount === true ? [t.crosses] : []),
  ];
  return (
    <>
      <i class={`${elbow ? 'elbow' : 'to'}${tone}${hop.crossesAccount === true && !elbow ? ' x' : ''}`} />
      {words.length > 0 && <span class="vh">{`${words.join(t.comma)} `}</span>}
    </>
  );
}
