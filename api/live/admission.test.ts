import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.js';

describe('admission', () => {
  it('lets in so many from an address, and the next one when one has gone; leaving twice counts once', () => {
    const admission = createAdmission({ perUser: 9, perAddress: 2 });
    const first = admission.arrive('a');
    expect(admission.arrive('a')).toBeDefined();
    expect(admission.arrive('a')).toBeUndefined();
    expect(admission.arrive('b')).toBeDefined();
    first?.free();
    first?.free();
    expect(admission.arrive('a')).toBeDefined();
    expect(admission.arrive('a')).toBeUndefined();
  });

  it('lets a user have so many, from wherever; showing oneself again counts once', () => {
    const admission = createAdmission({ perUser: 2, perAddress: 9 });
    const places = ['a', 'b', 'c'].map((address) => admission.arrive(address));
    const [one, two, three] = places;
    expect([one, two].map((place) => place?.belongsTo('me'))).toEqual([true, true]);
    expect(one?.belongsTo('me')).toBe(true);
    expect(three?.belongsTo('me')).toBe(false);
    expect(three?.belongsTo('you')).toBe(true);
    two?.free();
    expect(admission.arrive('d')?.belongsTo('me')).toBe(true);
  });

  it('bounds those who have not said who they are, from an address and in all', () => {
    const admission = createAdmission({ perUser: 9_999, perAddress: 9_999 });
    const wait = (address: string) => {
      const place = admission.arrive(address);
      return place?.waits() === true ? place : undefined;
    };
    const ofOne = Array.from({ length: 65 }, () => wait('a'));
    expect(ofOne.filter(Boolean)).toHaveLength(64);
    const others = Array.from({ length: 200 }, (_, n) => wait(`b${n}`));
    expect(others.filter(Boolean)).toHaveLength(256 - 64);
    ofOne[0]?.belongsTo('me');
    others[0]?.free();
    expect([wait('c'), wait('d'), wait('e')].map(Boolean)).toEqual([true, true, false]);
  });
});
