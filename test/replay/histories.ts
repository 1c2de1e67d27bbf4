import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
const folder = fileURLToPath(new URL('histories', import.meta.url));

export interface SavedHistory {
  /** `<version>/<workflow>-<case>` */
  name: string;
  type: string;
  workflowId: string;
  history: proto.temporal.api.history.v1.History;
}

/** Every history that a released version has left (scripts/record-histories.mjs). */
export function savedHistories(): SavedHistory[] {
  return readdirSync(folder).flatMap((version) =>
    readdirSync(join(folder, version)).map((file) => {
      const history = History.fromObject(
        JSON.parse(readFileSync(join(folder, version, file), 'utf8')) as Record<string, unknown>, // written by toObject
      );
      const started = history.events[0]?.workflowExecutionStartedEventAttributes;
      return {
        name: `${version}/${file.replace('.json', '')}`,
        type: started?.workflowType?.name ?? '',
        workflowId: started?.workflowId ?? '',
        history,
      };
    }),
  );
}
