// Stands in for the api and the workers: ready at once, leaves when asked or when its supervisor is gone.
import { createServer } from 'node:http';
import { Socket } from 'node:net';

const [name] = process.argv.slice(2);
const leave = () => process.exit(0);
process.on('SIGTERM', name === process.env['DEAF'] ? () => undefined : leave);
if (name === process.env['BROKEN']) {
  console.log(JSON.stringify({ level: 60, msg: 'could not start', err: { message: 'the stand-in is broken' } }));
  process.exit(1);
}
const lifeline = new Socket({ fd: Number(process.env['DOCUGENIE_LIFELINE_FD']), readable: true, writable: false });
lifeline
  .on('error', leave)
  .on('close', name === process.env['DEAF'] ? () => undefined : leave)
  .resume();
setInterval(() => undefined, 60_000);
if (name === 'api') {
  createServer((request, response) => {
    // Like the real one: ready when every queue has somebody who works on it.
    response.statusCode = request.url !== '/readyz' ? 404 : process.env['BROKEN'] === undefined ? 200 : 503;
    response.end(JSON.stringify({ pid: process.pid, database: process.env['DATABASE_URL'] }));
  }).listen(Number(process.env['PORT']), process.env['HOST']);
}
