import type { ServerFrame } from '../../services/events/protocol/frames.js';
import type { Report } from './hub.js';
import type { Batch } from './tail.js';

/**
 * A text frame as it goes over the wire (RFC 6455 §5.2: final, not masked, as a server's are). Made here and not by `ws`,
 * so that what goes to many is put together once, and leaves in one piece: `ws` writes a header of its own for each client.
 */
export function textFrame(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  const head = bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + bytes);
  frame[0] = 0x81;
  frame[1] = bytes < 126 ? bytes : bytes < 65_536 ? 126 : 127;
  if (head === 4) frame.writeUInt16BE(bytes, 2);
  if (head === 10) frame.writeBigUInt64BE(BigInt(bytes), 2);
  frame.write(text, head);
  return frame;
}

export const frameOf = (frame: ServerFrame): Buffer => textFrame(JSON.stringify(frame));

const batches = new WeakMap<Batch, { epoch: string; frame: Buffer }>();
const reports = new WeakMap<Report, Buffer>();

/** Made once for all who are at the same position of a channel: all who may see a channel call it the same. */
export function eventsFrame(channel: string, epoch: string, batch: Batch): Buffer {
  const made = batches.get(batch);
  if (made?.epoch === epoch) return made.frame;
  const frame = textFrame(
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
