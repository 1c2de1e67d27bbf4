import { benchEvents } from './events.js';
import { benchGateway } from './gateway/index.js';
import { benchPeers } from './peers/index.js';
import { benchPipeline } from './pipeline.js';

/** `npm run bench -- NAME`: prints figures as ratios within one run. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  events: benchEvents,
  gateway: benchGateway,
  peers: benchPeers,
  pipeline: benchPipeline,
};

const name = process.argv[2] ?? '';
const bench = BENCHES[name];
if (!bench) {
  process.stderr.write(
    `docugenie: there is no benchmark "${name}" — it takes one of ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exit(2);
}
await bench();
