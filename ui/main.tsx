import { render } from 'preact';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/trail.css';
import './style/states.css';
import './style/ask.css';
import './style/paths.css';
import './style/picture.css';
import './style/hop.css';
import './style/matrix.css';
import { App } from './app.tsx';
import { startAsking } from './state.ts';
import { startTheme } from './theme.ts';

/** A token in the fragment never reaches a log: it is handed to the server, which answers with a cookie and this page. */
const token = new URLSearchParams(location.hash.slice(1)).get('token');
if (token !== null) location.replace(`/?token=${encodeURIComponent(token)}`);
else start();

function start(): void {
  startTheme();
  startAsking();
  const root = document.getElementById('app');
  if (root !== null) render(<App />, root);
}
