import type { ServerFrame } from '../../services/events/protocol/frames.js';
import type { Report } from './hub.js';
import type { Batch } from './tail.js';

/** A frame as it goes over the wire. */
export const frameOf = (frame: ServerFrame): Buffer => Buffer.from(JSON.stringify(frame));

const batches = new WeakMap<Batch, { epoch: string; frame: Buffer }>();
const reports = new WeakMap<Report, Buffer>();

/** Made once for all who are at the same position of a channel: all who may see a channel call it the same. */
export function eventsFrame(channel: string, epoch: string, batch: Batch): Buffer {
  const made = batches.get(batch);
  if (made?.epoch === epoch) return made.frame;
  const frame = Buffer.from(
    `{"type":"events","channel":${JSON.stringify(channel)},"epoch":${JSON.stringify(epoch)},"items":${batch.json}}`,
  );
  batches.set(batch, { epoch, frame });
  return frame;
}

/** Made once for all followers of a channel. */
export function progressFrame(channel: string, report: Report): Buffer {
  const made = reports.get(report);
  if (made) return made;
  const frame = frameOf({ type: 'progress', channel, subject: report.subject, data: report.data });
  reports.set(report, frame);
  return frame;
}
