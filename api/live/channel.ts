import { tenantChannel, userChannel } from '../../domain/events/channel.js';
import { Failure } from '../../domain/errors.js';
import type { DocumentReader } from '../../services/documents/index.js';
import type { Principal } from '../../services/identity/index.js';
import type { ChannelRef } from './hub.js';

/** Finds the channel that a caller names, if this caller may see it. Undefined: unknown, or another tenant's. */
export type ResolveChannel = (principal: Principal, name: string) => Promise<ChannelRef | undefined>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `tenant`, `me`, or `document:<id>` of a document that is there. Throws `unavailable`. */
export function createResolveChannel(documents: DocumentReader): ResolveChannel {
  return async ({ tenant, user }, name) => {
    if (name === 'tenant') return { stored: tenantChannel(tenant), name, tenant };
    if (name === 'me') return { stored: userChannel(user), name, tenant };
    const [kind, id = ''] = name.split(/:(.*)/s);
    if (kind !== 'document' || !UUID.test(id)) return undefined;
    try {
      await documents.get(tenant, id);
      return { stored: name, name, tenant };
    } catch (error) {
      if (error instanceof Failure && error.code === 'document_not_found') return undefined;
      throw error;
    }
  };
}
