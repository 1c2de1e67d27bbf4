import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/errors.js';
import { createInterrupts, SAME_REQUEST_MS } from './interrupt.js';
import { programEnvironment } from './node-programs.js';
import { loopbackUrl } from './readyz.js';
import { restartDelay } from './restart-delay.js';
import { oneLine, trouble } from './trouble.js';

describe('starting a process again', () => {
  it('happens at once the first time, then ever later, but never later than five seconds', () => {
    const deaths = [1, 2, 3, 4, 5, 6, 7, 100];
    expect(deaths.map((each) => restartDelay(each))).toEqual([0, 250, 500, 1000, 2000, 4000, 5000, 5000]);
    expect(deaths.map((each) => restartDelay(each, true))).toEqual([0, 250, 500, 500, 500, 500, 500, 500]);
  });
});

describe('interrupts', () => {
  it('ask once to stop however often they arrive within half a second of each other, later to stop at once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_500), { minLength: 1, maxLength: 8 }), (gaps) => {
        const interrupts = createInterrupts();
        expect(interrupts.stop.aborted).toBe(false);
        let now = 0;
        for (const gap of gaps) interrupts.arrived((now += gap));
        expect(interrupts.stop.aborted).toBe(true);
        expect(interrupts.hurry.aborted).toBe(gaps.slice(1).some((gap) => gap >= SAME_REQUEST_MS));
      }),
    );
  });
});

describe('the environment of our processes', () => {
  it("is the user's, without what npm adds, with what was decided over it", () => {
    const given = { PATH: '/bin', npm_lifecycle_event: 'start', INIT_CWD: '/x', PORT: '1', AWS_REGION: 'eu' };
    expect(programEnvironment(given, { PORT: '3000', TEMPORAL_UI_URL: undefined })).toEqual({
      PATH: '/bin',
      AWS_REGION: 'eu',
      PORT: '3000',
    });
  });
});

describe('the address on this machine', () => {
  it('is the loopback address when the server listens everywhere', () => {
    expect(loopbackUrl('0.0.0.0', 3000)).toBe('http://127.0.0.1:3000');
    expect(loopbackUrl('::', 3000)).toBe('http://[::1]:3000');
    expect(loopbackUrl('::1', 3000)).toBe('http://[::1]:3000');
    expect(loopbackUrl('localhost', 3000)).toBe('http://localhost:3000');
  });
});

describe('an error in one line', () => {
  it('is what is wrong and the remedy', () => {
    expect(() => trouble('port 3000 is in use', 'set PORT')).toThrow(Failure);
    const thrown = ((): unknown => {
      try {
        return trouble('port 3000 is in use', 'set PORT');
      } catch (error) {
        return error;
      }
    })();
    expect(oneLine(thrown)).toBe('port 3000 is in use — set PORT');
  });

  it('has a remedy for what the system refuses', () => {
    const system = (code: string): Error => Object.assign(new Error(`${code}: x`), { code, path: '/data' });
    expect(oneLine(system('ENOSPC'))).toBe('the disk is full (/data) — make room and start again');
    expect(oneLine(system('EACCES'))).toMatch(/^not allowed to write \(\/data\) — .*DOCUGENIE_HOME/);
    expect(oneLine(new Error('first line\n    at frame'))).toBe('first line');
    expect(oneLine('only text')).toBe('only text');
  });
});
