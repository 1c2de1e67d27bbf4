import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../../domain/events/event.js';
import { groupByChannel } from './flush.js';

const event = (tenant: string, id: string, n: number): NewEvent => ({
  tenant,
  type: 'document.step_completed',
  subject: `document:${id}`,
  data: { n },
});

const events = fc.array(fc.tuple(fc.constantFrom('t1', 't2'), fc.constantFrom('a', 'b', 'c')), {
  minLength: 1,
  maxLength: 20,
});

describe('grouping the events of a transaction', () => {
  it('puts each event into its own channel and its tenant’s, under one id, in the order emitted', () => {
    fc.assert(
      fc.property(events, (pairs) => {
        let next = 0;
        const emitted = pairs.map(([tenant, id], n) => event(tenant, id, n));
        const groups = groupByChannel(emitted, () => `id${next++}`);
        const oracle = new Map<string, [string, number][]>();
        emitted.forEach((one, n) => {
          for (const name of [one.subject, `tenant:${one.tenant}`])
            oracle.set(name, [...(oracle.get(name) ?? []), [`id${n}`, n]]);
        });
        expect(
          new Map(
            groups.map(([name, , items]) => [name, items.map(([id, , , data]) => [id, (data as { n: number }).n])]),
          ),
        ).toEqual(oracle);
      }),
    );
  });

  it('names channels in one order whatever the order of events, tenants last, so that writers cannot wait in a ring', () => {
    fc.assert(
      fc.property(events, (pairs) => {
        const names = (list: typeof pairs) =>
          groupByChannel(
            list.map(([tenant, id], n) => event(tenant, id, n)),
            () => 'id',
          ).map(([name]) => name);
        expect(names([...pairs].reverse())).toEqual(names(pairs));
        const isTenant = names(pairs).map((name) => name.startsWith('tenant:'));
        expect(isTenant).toEqual([...isTenant].sort());
      }),
    );
  });
});
