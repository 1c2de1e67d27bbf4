import { render } from 'preact';
import { AppContext } from './app-context.js';
import { Root } from './root.js';
import { signinToken } from './session/session.js';
import { createApp } from './wiring.js';

const token = signinToken(location.hash);
// Out of the address at once: it must not be copied, bookmarked or seen over a shoulder.
if (token !== null) history.replaceState(null, '', location.pathname + location.search);

const app = createApp(window);
const root = document.getElementById('app');
if (root) {
  render(
    <AppContext.Provider value={app}>
      <Root />
    </AppContext.Provider>,
    root,
  );
}
app.start(token);
