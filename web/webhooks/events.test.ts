import { describe, expect, it } from 'vitest';
import { EVENT_GROUPS, eventsWords, isChosen, toggled } from './events.js';

const press = (...boxes: string[]) => boxes.reduce<readonly string[]>(toggled, []);

describe('the events of a webhook', () => {
  it('are those of the team, and none of one person', () => {
    const types = EVENT_GROUPS.flatMap(({ types }) => types);
    expect(types).toContain('document.failed');
    expect(EVENT_GROUPS.map(({ all }) => all)).toEqual(['document.*', 'queue.*']);
  });

  it('are chosen one by one, by group, or all', () => {
    expect(press('document.failed', 'queue.drained')).toEqual(['document.failed', 'queue.drained']);
    expect(press('document.failed', 'document.*')).toEqual(['document.*']);
    expect(press('queue.*', '*')).toEqual(['*']);
    for (const chosen of [press('*'), press('document.*')]) expect(isChosen(chosen, 'document.failed')).toBe(true);
    expect(isChosen(press('queue.*'), 'document.failed')).toBe(false);
  });

  it('stay chosen but for the one that is taken out of a group, or of all', () => {
    expect(press('queue.*', 'queue.drained')).toEqual(['queue.undrained']);
    const most = press('*', 'queue.drained');
    expect([isChosen(most, 'queue.drained'), isChosen(most, 'queue.undrained')]).toEqual([false, true]);
    expect(isChosen(most, 'document.failed')).toBe(true);
    expect(press('*', '*')).toEqual([]);
    expect(press('document.*', 'document.*')).toEqual([]);
  });

  it('are said in words', () => {
    expect(eventsWords(['*'])).toBe('all events');
    expect(eventsWords(['document.*', 'queue.drained'])).toBe('all of document, queue.drained');
  });
});
