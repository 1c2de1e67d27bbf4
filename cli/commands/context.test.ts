import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../platform/layout.js';
import { accessOf } from './context.js';
import { folder, refusal } from './commands-fixture.js';

describe('where the product is', () => {
  it('comes from the environment, else from the home, and the key of the home goes nowhere else', () => {
    const layout = layoutOf(folder());
    const access = (environment: Record<string, string>): ReturnType<typeof accessOf> =>
      accessOf({ environment, layout });
    expect(refusal(() => access({}))).toMatch(/^nothing was started yet in \S+ — run npm start/);
    writeFileSync(
      layout.credentials,
      JSON.stringify({ url: 'http://home', api_key: 'dgk_home', tenant: 't', user: 'u' }),
    );
    expect(access({})).toEqual({ url: 'http://home', apiKey: 'dgk_home' });
    expect(access({ DOCUGENIE_URL: 'http://home/' })).toEqual({ url: 'http://home', apiKey: 'dgk_home' });
    expect(access({ DOCUGENIE_API_KEY: 'dgk_mine' })).toEqual({ url: 'http://home', apiKey: 'dgk_mine' });
    expect(access({ DOCUGENIE_URL: 'http://far/', DOCUGENIE_API_KEY: 'k' })).toEqual({
      url: 'http://far',
      apiKey: 'k',
    });
    expect(refusal(() => access({ DOCUGENIE_URL: 'http://far' }))).toBe(
      'there is no key for http://far — set DOCUGENIE_API_KEY',
    );
  });
});
