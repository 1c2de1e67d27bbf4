import { afterEach, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { Product } from '../support/product.js';

describe('while Temporal is down', () => {
  let product: Product | undefined;
  afterEach(() => product?.remove());

  it('an upload is accepted and waits as queued; it is read when Temporal is back', async () => {
    const running = (product = await (await Product.create()).start());
    const { temporal } = running.run();
    process.kill(temporal.pid, 'SIGSTOP'); // it takes connections and answers nobody: the worst way of being down
    const answer = await running.put('waits.txt', 'A letter that nobody can start to read.');
    expect(answer.status).toBe(202);
    const { id } = answer.json<Document>();
    expect((await running.events(`document:${id}`)).map(({ type }) => type)).toEqual(['document.created']);
    expect((await running.document(id)).status).toBe('queued');
    process.kill(temporal.pid, 'SIGKILL');
    const ended = (await running.terminalDocuments([id])).get(id);
    expect(ended).toMatchObject({ status: 'completed', run: 1 });
    expect(running.run().temporal.pid).not.toBe(temporal.pid);
    const types = (await running.events(`document:${id}`)).map(({ type }) => type);
    expect(types.filter((type) => type === 'document.completed')).toHaveLength(1);
  });
});
