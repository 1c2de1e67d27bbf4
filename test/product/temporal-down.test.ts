import { Client, Connection } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { pdfOf } from '../support/documents.js';
import { eventually, Product } from '../support/product.js';

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

  it('a verb is taken, and carried out when Temporal is back', async () => {
    const running = (product = await (await Product.create()).start());
    const { id, workflow_id } = await running.add('unwanted.pdf', pdfOf(1_000, 'unwanted'));
    const held = await running.add('held.pdf', pdfOf(1_000, 'held'));
    for (const each of [id, held.id])
      await eventually('it is being read', async () => (await running.document(each)).status === 'processing');
    const { temporal } = running.run();
    process.kill(temporal.pid, 'SIGSTOP');
    expect((await running.api('POST', `/v1/documents/${id}/cancel`)).status).toBe(202);
    expect((await running.api('POST', `/v1/documents/${held.id}/pause`)).status).toBe(202);
    expect((await running.document(id)).status).toBe('cancelled');
    process.kill(temporal.pid, 'SIGKILL');
    await eventually('the run has been told to stop', async () => {
      const connection = await Connection.connect({ address: temporal.address });
      const { status } = await new Client({ connection }).workflow.getHandle(workflow_id).describe();
      await connection.close();
      return status.name === 'CANCELLED';
    });
    expect((await running.document(held.id)).status).toBe('paused');
    expect((await running.api('POST', `/v1/documents/${held.id}/resume`)).status).toBe(202);
    expect((await running.terminalDocuments([held.id])).get(held.id)).toMatchObject({ status: 'completed', run: 1 });
  });
});
