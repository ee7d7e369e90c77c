import { useId, useRef } from 'preact/hooks';
import { matchPieces } from '../fold.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { messages } from '../state.ts';
import type { Option } from './options.ts';
import { type ComboboxAsk, useCombobox } from './use-combobox.ts';

interface TokenProps extends ComboboxAsk {
  readonly label: string;
  readonly slot: string;
  readonly icon?: IconName | undefined;
  readonly place?: string | undefined;
  readonly placeholder?: string | undefined;
}

/** One word of the sentence: shows its value, and its candidates with kind and place while it is being written. */
export function Token(props: TokenProps) {
  const box = useCombobox(props);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const text = box.typed.value ?? props.text;
  const width = Math.max(
    text.length,
    box.typed.value === undefined && text === '' ? (props.placeholder ?? '').length : 0,
    2,
  );
  const listed = box.open.value && (box.options.value.length > 0 || (box.typed.value ?? '') !== '');
  return (
    <span class={`token${box.open.value ? ' focus' : ''}`}>
      {props.icon !== undefined && <Icon name={props.icon} large />}
      <input
        ref={input}
        type="text"
        role="combobox"
        data-slot={props.slot}
        aria-label={props.label}
        aria-expanded={listed}
        aria-controls={id}
        aria-autocomplete="list"
        {...(listed && box.options.value[box.active.value] !== undefined
          ? { 'aria-activedescendant': `${id}-${box.active.value}` }
          : {})}
        autocomplete="off"
        spellcheck={false}
        size={width}
        value={text}
        placeholder={props.placeholder}
        onInput={(event) => box.onInput(event.currentTarget.value)}
        onFocus={(event) => {
          event.currentTarget.select();
          box.onFocus();
        }}
        onBlur={box.onBlur}
        onKeyDown={box.onKeyDown}
      />
      {props.place !== undefined && props.place !== '' && box.typed.value === undefined && (
        <span class="q in">{props.place}</span>
      )}
      <Icon name="down" />
      {listed && (
        <Candidates
          id={id}
          label={props.label}
          options={box.options.value}
          active={box.active.value}
          typed={box.typed.value ?? ''}
          onPick={(option) => {
            box.choose(option);
            input.current?.blur();
            props.onAsk();
          }}
        />
      )}
    </span>
  );
}

interface CandidatesProps {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly active: number;
  readonly typed: string;
  readonly onPick: (option: Option) => void;
}

function Candidates({ id, label, options, active, typed, onPick }: CandidatesProps) {
  if (options.length === 0) {
    return (
      <div class="candidates" role="status">
        <p class="qq">{messages.value.noMatch}</p>
      </div>
    );
  }
  return (
    <div class="candidates" role="listbox" id={id} aria-label={label}>
      {options.map((option, index) => (
        <div
          key={option.value}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          class={index === active ? 'on' : ''}
          // Before the field loses its focus, which would close the list.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(option);
          }}
        >
          {option.icon !== undefined && <Icon name={option.icon} />}
          <span class="name">
            {matchPieces(option.name, typed).map((piece) => (piece.match ? <b>{piece.text}</b> : piece.text))}
          </span>
          <span class="qq">{option.note}</span>
        </div>
      ))}
    </div>
  );
}
