/**
 * Saves the histories of every workflow type as the running platform writes them, for the replay tests. To be run once
 * for each released version, before the next one changes a workflow:
 *
 *   ALLOW_PRIVATE_HOSTS=127.0.0.1 npm start   in one terminal
 *   node scripts/record-histories.mjs         in another; then commit test/replay/histories/<version>
 */
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const { History } = proto.temporal.api.history.v1;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const home = resolve(process.env.DOCUGENIE_HOME || join(root, '.docugenie'));
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { api, temporal } = json(join(home, 'run.json'));
const { api_key: key } = json(join(home, 'credentials.json'));
const { version } = json(join(root, 'package.json'));
const folder = join(root, 'test', 'replay', 'histories', version);

const connection = await Connection.connect({ address: temporal.address });
const client = new Client({ connection });

/** Bytes go as they are, an object as JSON. */
async function call(method, path, body) {
  const json = typeof body === 'object';
  const headers = { authorization: `Bearer ${key}`, ...(json ? { 'content-type': 'application/json' } : {}) };
  const response = await fetch(api.url + path, { method, headers, body: json ? JSON.stringify(body) : body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const put = (name, text) => call('PUT', `/v1/documents?filename=${encodeURIComponent(name)}`, text);
const ended = ({ status }) => ['completed', 'failed', 'cancelled'].includes(status);
const historyOf = ({ workflow_id: id }) => client.workflow.getHandle(id).fetchHistory();
const END = ['Completed', 'Failed', 'Canceled', 'Terminated', 'TimedOut'];
const closed = ({ events }) => END.some((how) => events.at(-1)[`workflowExecution${how}EventAttributes`]);

/** Waits until `look` answers something. */
async function until(look) {
  for (;;) {
    const found = await look();
    if (found) return found;
    await pause(20);
  }
}

const document = (id) => call('GET', `/v1/documents/${id}`);
const closedHistory = ({ workflow_id }) =>
  until(async () => {
    const history = await historyOf({ workflow_id }).catch(() => undefined);
    return history && closed(history) && history;
  });

function save(name, history) {
  const plain = History.toObject(history, { longs: String, bytes: String, enums: String });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(plain, null, 1)}\n`);
  console.log(`${version}/${name}.json  ${history.events.length} events`);
}

const mark = Date.now();
/** A PDF of so many pages, each with a line of text. */
function pages(count) {
  const kids = Array.from({ length: count }, (_, n) => `${2 * n + 4} 0 R`).join(' ');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${count}/Kids[${kids}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  for (let n = 1; n <= count; n++) {
    const line = `BT /F 12 Tf 72 720 Td (Page ${n} of ${mark}: what was agreed.) Tj ET`;
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents ${2 * n + 3} 0 R>>`,
      `<</Length ${line.length}>>stream\n${line}\nendstream`,
    );
  }
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, n) => {
    const at = file.length;
    file += `${n + 1} 0 obj${body}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${file}${table}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
}

const short = await put('short.txt', `A letter of ${mark}.`);
await until(async () => ended(await document(short.id)));
save('process-document-short', await closedHistory(short));

const long = await put('long.pdf', pages(200));
const halfway = await until(async () => {
  const history = await historyOf(long).catch(() => undefined);
  const done = history?.events.filter((event) => event.activityTaskCompletedEventAttributes) ?? [];
  return done.length >= 5 && history;
});
if (closed(halfway)) throw new Error('the long document was read before its history could be fetched');
save('process-document-long-running', halfway);
await until(async () => ended(await document(long.id)));
save('process-document-long', await closedHistory(long));

const damaged = await put('damaged.pdf', `%PDF-1.7\n${mark}`);
await until(async () => ended(await document(damaged.id)));
save('process-document-failed', await closedHistory(damaged));

const unwanted = await put('unwanted.pdf', pages(1_200));
await until(async () => (await document(unwanted.id)).pages);
await call('POST', `/v1/documents/${unwanted.id}/cancel`);
save('process-document-cancelled', await closedHistory(unwanted));

const paused = await put('paused.pdf', pages(1_300));
await until(async () => (await document(paused.id)).pages);
await call('POST', `/v1/documents/${paused.id}/pause`);
const held = await until(async () => {
  const history = await historyOf(paused);
  return history.events.some((event) => event.workflowExecutionUpdateCompletedEventAttributes) && history;
});
save('process-document-paused', held);
await call('POST', `/v1/documents/${paused.id}/resume`);
await until(async () => ended(await document(paused.id)));
save('process-document-resumed', await closedHistory(paused));

for (const { id, filename } of [short, long]) {
  const again = await call('POST', `/v1/documents/${id}/reprocess`, { from_step: 'fields' });
  await until(async () => ended(await document(id)));
  save(`process-document-from-fields-${filename.split('.')[0]}`, await closedHistory(again));
}

for (const { name } of (await call('GET', '/v1/system/tasks')).items) {
  await call('POST', `/v1/system/tasks/${name}/run`);
  const workflow_id = await until(async () => {
    const { info } = await client.schedule.getHandle(`periodic-${name}`).describe();
    return info.recentActions[0]?.action.workflow.workflowId;
  });
  save(`periodic-${name}`, await closedHistory({ workflow_id }));
}

// A receiver that is not well at first: its delivery is attempted twice.
const answers = [500];
const receiver = createServer((request, response) => {
  request.resume();
  response.writeHead(answers.shift() ?? 204).end();
});
await new Promise((listening) => receiver.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${receiver.address().port}/`;
const webhook = await call('POST', '/v1/webhooks', { url, events: ['document.failed'] });
const { delivery } = await call('POST', `/v1/webhooks/${webhook.id}/test`);
save('deliver-notification-twice', await closedHistory({ workflow_id: `deliver/${delivery}` }));
await fetch(`${api.url}/v1/webhooks/${webhook.id}`, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } });
receiver.close();

await connection.close();
