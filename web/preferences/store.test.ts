import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../domain/notifications/preferences.js';
import { createHttp } from '../http/client.js';
import { createFakeServer } from '../testing/server.js';
import { withCell, withRate } from './edits.js';
import { createPreferences } from './store.js';

function setUp() {
  let preferences: Preferences = {};
  let refusing = false;
  const server = createFakeServer(() => ({ body: { preferences, team: {}, enabled: true, matrix: [], email: {} } }));
  const http = createHttp({
    fetch: (input, init) => {
      if (init?.method === 'PUT' && typeof init.body === 'string') {
        if (refusing) return Promise.resolve(new Response('{"detail":"No."}', { status: 422 }));
        preferences = JSON.parse(init.body) as Preferences;
      }
      return server.fetch(input, init);
    },
    now: () => 0,
    unauthenticated: () => {},
  });
  const store = createPreferences({ http, newKey: () => 'key' });
  return {
    store,
    stored: () => preferences,
    elsewhere: (now: Preferences) => (preferences = now),
    refuse: () => (refusing = true),
    shown: () => store.state.get().shown?.preferences,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('preferences', () => {
  it('show a change at once, and save all that were made meanwhile', async () => {
    const { store, stored, shown } = setUp();
    store.reload();
    await settled();
    store.edit(withCell('document.failed', 'inbox', false));
    store.edit(withRate('email', 5));
    expect(shown()).toEqual({ events: { 'document.failed': { inbox: false } }, per_hour: { email: 5 } });
    expect(store.state.get().saving).toBe(true);
    await settled();
    expect(stored()).toEqual(shown());
    expect(store.state.get()).toMatchObject({ saving: false, refusal: null });
  });

  it('keep what was set elsewhere since they were read', async () => {
    const { store, stored, elsewhere } = setUp();
    store.reload();
    await settled();
    elsewhere({ events: { 'document.failed': { email: false } } }); // one click in an e-mail
    store.edit(withRate('email', 5));
    await settled();
    expect(stored()).toEqual({ events: { 'document.failed': { email: false } }, per_hour: { email: 5 } });
  });

  it('are as before when the server refuses, and say so', async () => {
    const { store, refuse, shown } = setUp();
    store.reload();
    await settled();
    refuse();
    store.edit(withRate('email', -1));
    await settled();
    expect(shown()).toEqual({});
    expect(store.state.get()).toMatchObject({
      saving: false,
      refusal: 'It was not saved: all is as it was before. No.',
    });
  });
});
