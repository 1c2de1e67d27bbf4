import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig } from './index.js';

describe('configuration', () => {
  it('has a default for everything', () => {
    const { config } = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, maxRuns: 256, publicUrl: 'http://127.0.0.1:3000' });
    expect(config.blobsUrl).toMatch(/^file:\/\/\/.*\.docugenie\/blobs$/);
  });

  it.each([
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://x'],
    ['BLOBS_URL', '/tmp/x'],
    ['LOG_LEVEL', 'loud'],
    ['BOUNCES_URL', 'https://me:secret@mail.example/INBOX'],
    ['BOUNCES_URL', 'imaps://mail.example/INBOX'],
    ['BOUNCES_TO', 'Bounces <bounces@example.com>'],
    ['MAX_RUNS', '-1'],
    ['TEMPORAL_WORKER_BUILD_ID', 'a build'],
    ['TEMPORAL_DEPLOYMENT_NAME', 'a:b'],
    ['TRUSTED_PROXIES', '10.0.0.0/8, proxy.internal'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ])('names %s when it is wrong', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigurationError);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(name));
  });

  it('takes an empty value for unset, and names every wrong one at once', () => {
    expect(readConfig({ PORT: '' }).config.port).toBe(3000);
    expect(() => readConfig({ PORT: 'x', MAX_RUNS: 'y' })).toThrow(/PORT.*MAX_RUNS/);
  });

  it('takes proxies as addresses and networks', () => {
    const trusted = (list: string) => readConfig({ TRUSTED_PROXIES: list }).config.trustedProxies;
    expect(trusted('')).toEqual([]);
    expect(trusted('10.0.0.1, 192.168.0.0/16,fd00::/8')).toEqual(['10.0.0.1', '192.168.0.0/16', 'fd00::/8']);
  });

  it('cannot be changed, and does not show the secrets', () => {
    const { config } = readConfig({ DATABASE_URL: 'postgres://me:hunter2@db/x' });
    expect(() => Object.assign(config.upload, { maxBytes: 1 })).toThrow(TypeError);
    expect(JSON.stringify(config)).not.toContain('hunter2');
  });
});
