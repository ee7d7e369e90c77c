import { useState } from 'preact/hooks';
import type { Witness } from '../../domain/access.ts';
import type { ExplainAnswer, ExplainColumn } from '../../domain/answer.ts';
import type { ContextValue } from '../../domain/request.ts';
import { Icon } from '../parts/icons.tsx';
import { messages } from '../state.ts';
import { shortAction } from '../words/levels.ts';

/** Context keys shown before the rest is behind a fold. */
const FEW_KEYS = 3;

/** A request that was replayed, and what the solver left behind; one action at a time. */
export function Evidence({ answer }: { readonly answer: ExplainAnswer }) {
  const [chosen, choose] = useState('');
  const t = messages.value;
  const column = answer.columns.find((one) => one.action === chosen) ?? answer.columns[0];
  if (column === undefined) return null;
  return (
    <div class="pair">
      <div>
        <div class="headline">
          <h2>{t.witness}</h2>
          {answer.columns.length > 1 && <ActionSwitch columns={answer.columns} chosen={column} choose={choose} />}
        </div>
        {column.witness === undefined ? <p class="q">{t.witnessNone}</p> : <WitnessList witness={column.witness} />}
      </div>
      <div>
        <h2>{t.certificate}</h2>
        <Certificate column={column} answer={answer} />
      </div>
    </div>
  );
}

interface SwitchProps {
  readonly columns: readonly ExplainColumn[];
  readonly chosen: ExplainColumn;
  readonly choose: (action: string) => void;
}

function ActionSwitch({ columns, chosen, choose }: SwitchProps) {
  return (
    <fieldset class="seg" aria-label={messages.value.forAction}>
      {columns.map((one) => (
        <button
          type="button"
          key={one.action}
          class={one === chosen ? 'on' : ''}
          aria-pressed={one === chosen}
          onClick={() => choose(one.action)}
        >
          {shortAction(one.action)}
        </button>
      ))}
    </fieldset>
  );
}

function WitnessList({ witness }: { readonly witness: Witness }) {
  const t = messages.value;
  const context = Object.entries(witness.context);
  const line = ([key, value]: (typeof context)[number]) => (
    <Entry key={key} name={key} value={tail(valueText(value))} title={valueText(value)} code />
  );
  return (
    <>
      <dl>
        <Entry name={t.witnessKeys.principal} value={tail(witness.principal)} title={witness.principal} code />
        <Entry name={t.witnessKeys.action} value={witness.action} code />
        <Entry name={t.witnessKeys.resource} value={tail(witness.resource)} title={witness.resource} code />
        {context.slice(0, FEW_KEYS).map(line)}
        <dt>{t.witnessKeys.replayed}</dt>
        <dd class="v">
          <Icon
            name={witness.decision === 'allowed' ? 'allows' : witness.decision === 'unknown' ? 'unknown' : 'noAccess'}
          />
          {t.byInterpreter(t.replayedAs[witness.decision])}
        </dd>
      </dl>
      {context.length > FEW_KEYS && (
        <details>
          <summary>{t.moreKeys(context.length - FEW_KEYS)}</summary>
          <dl>{context.slice(FEW_KEYS).map(line)}</dl>
        </details>
      )}
    </>
  );
}

const valueText = (value: ContextValue): string => (typeof value === 'string' ? value : value.join(', '));

/** The part of an ARN behind the account; the whole stands in the title. */
const tail = (text: string): string => (text.startsWith('arn:') ? text.split(':').slice(5).join(':') || text : text);

interface EntryProps {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
  readonly code?: boolean;
}

function Entry({ name, value, title = value, code = false }: EntryProps) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd title={title}>{code ? <code>{value}</code> : value}</dd>
    </>
  );
}

function Certificate({ column, answer }: { readonly column: ExplainColumn; readonly answer: ExplainAnswer }) {
  const t = messages.value;
  const { certificate } = column;
  const claim =
    certificate === undefined
      ? t.certificateNone
      : certificate.result === 'refuted'
        ? t.certificateRefuted
        : t.certificatePending;
  const solver = certificate?.solver ?? '';
  const took = certificate?.ms === undefined ? solver : t.solverTook(solver, certificate.ms);
  const rules = [...new Set(column.assumptions.map((one) => one.rule))].sort((a, b) => a - b);
  return (
    <dl>
      <Entry name={t.certificateKeys.claim} value={claim} />
      {took !== '' && <Entry name={t.certificateKeys.solver} value={took} />}
      <Entry name={t.certificateKeys.proof} value={t.proofState[column.proof]} />
      {rules.length > 0 && <Entry name={t.certificateKeys.semantics} value={t.rules(rules)} />}
      <Entry name={t.certificateKeys.data} value={answer.dataVersion} code />
      <Entry name={t.certificateKeys.snapshot} value={answer.snapshot.slice(0, 12)} title={answer.snapshot} code />
      {certificate !== undefined && (
        <Entry name={t.certificateKeys.certificate} value={shortHash(certificate.hash)} title={certificate.hash} code />
      )}
    </dl>
  );
}

/** Both ends of a long hash. */
const shortHash = (hash: string): string => (hash.length <= 24 ? hash : `${hash.slice(0, 13)}…${hash.slice(-4)}`);
