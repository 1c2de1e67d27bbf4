import { useApp } from '../app-context.js';
import { Icon } from '../ui/icon.js';
import type { SessionState } from './session.js';

const WHY = {
  none: { title: 'Sign in to DocuGenie', text: 'This browser is not signed in yet.' },
  spent: {
    title: 'This link is not valid',
    text: 'It was used, has expired or is mistyped. A sign-in link works once, and for ten minutes.',
  },
  ended: { title: 'You have been signed out', text: 'The session is over. Nothing that was in work is lost.' },
  left: { title: 'You are signed out', text: 'Documents go on being read while you are away.' },
} as const;

/** Shown instead of the app while nobody is signed in. */
export function SignInPage({ state }: { state: SessionState }) {
  const { session } = useApp();
  if (state.kind === 'asking' || state.kind === 'signed_in') {
    return <main class="gate" aria-busy="true" aria-label="Signing in" />;
  }
  if (state.kind === 'unreachable') {
    return (
      <main class="gate">
        <div class="gate-box">
          <Icon name="warning" size={28} />
          <h1>The server cannot be reached</h1>
          <p>It may be starting, or the network is down. Documents that were taken in are kept.</p>
          <button type="button" class="button primary" onClick={() => void session.begin(null)}>
            <Icon name="retry" /> Try again
          </button>
        </div>
      </main>
    );
  }
  const { title, text } = WHY[state.why];
  return (
    <main class="gate">
      <div class="gate-box">
        <Icon name="key" size={28} />
        <h1>{title}</h1>
        <p>{text} This command, in the folder of DocuGenie’s clone, makes a new one to open here:</p>
        <pre class="command">npx docugenie signin</pre>
        {/* From nothing: another person may come in than the one who left. */}
        <button type="button" class="button" onClick={() => location.reload()}>
          I have signed in: check again
        </button>
      </div>
    </main>
  );
}
