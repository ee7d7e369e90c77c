import { useEffect } from 'preact/hooks';
import { AskScreen } from './ask/ask-screen.tsx';
import { HopScreen } from './hop/hop-screen.tsx';
import { onKey } from './keys.ts';
import { KeySheet } from './parts/key-sheet.tsx';
import { copyShown } from './parts/show-as.tsx';
import { Failure, SignIn } from './parts/states.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { backToPaths, explainSelected, keysShown, moveHop, moveRow, select, spoken } from './selection.ts';
import { answer, askStatus, explained, language, messages, navigate, status, view } from './state.ts';

/** Esc: one level back, whatever is open. */
function back(): void {
  const { showAs, ...rest } = view.value;
  if (keysShown.value) keysShown.value = false;
  else if (answer.state.value.kind === 'asking') answer.stop();
  else if (explained.state.value.kind === 'asking') explained.stop();
  else if (view.value.screen === 'hop') backToPaths();
  else if (showAs !== undefined) navigate(rest, 'replace');
  else if (view.value.row !== undefined) select(undefined);
}

function focusSentence(): void {
  const focus = (): void => document.querySelector<HTMLElement>('[data-slot="resource"]')?.focus();
  if (view.value.screen === 'ask') focus();
  else {
    backToPaths();
    requestAnimationFrame(focus);
  }
}

export function App() {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void =>
      onKey(event, {
        focus: focusSentence,
        moveRow,
        moveHop,
        explain: explainSelected,
        copy: copyShown,
        back,
        keys: () => {
          keysShown.value = !keysShown.value;
        },
      });
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  const lang = language.value;
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const title = messages.value.pageTitle(view.value.screen, view.value.resource ?? '');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <TopBar />
      <Screen />
      {keysShown.value && <KeySheet />}
      <div class="vh" aria-live="polite">
        {spoken.value}
      </div>
    </>
  );
}

function Screen() {
  const said = status.state.value;
  if (said.kind === 'failed') {
    return <main class="screen">{said.problem.status === 401 ? <SignIn /> : <Broken />}</main>;
  }
  if (said.kind !== 'answered') return <main class="screen" aria-busy="true" />;
  return view.value.screen === 'hop' ? <HopScreen /> : <AskScreen />;
}

function Broken() {
  const said = status.state.value;
  if (said.kind !== 'failed') return null;
  const retry = (): void => {
    status.forget();
    askStatus();
  };
  return <Failure problem={said.problem} typed="" onChoose={() => undefined} onRetry={retry} />;
}
