import { describe, expect, it } from 'vitest';
import { createStyle } from '../terminal/screen.js';
import { buildLines } from './release.js';
import { span } from './schedules.js';

describe('what is printed of releases and schedules', () => {
  it('lists first what is given work, and says what is not known', () => {
    const lines = buildLines(
      [
        { build: '1', state: 'draining', runs: 1 },
        { build: '2026.11', state: 'current', runs: 12 },
        { build: '3', state: 'waiting', runs: undefined },
      ],
      createStyle(false),
    );
    expect(lines).toEqual([
      '2026.11  current   12 runs',
      '3        waiting   runs unknown',
      '1        draining  1 run',
    ]);
  });

  it('says how often in the largest unit that fits', () => {
    expect([60, 90, 300, 3_600, 86_400, 1].map(span)).toEqual([
      'minute',
      '90 seconds',
      '5 minutes',
      'hour',
      'day',
      'second',
    ]);
  });
});
