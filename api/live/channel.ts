import { tenantChannel, userChannel } from '../../domain/events/channel.js';
import { Failure } from '../../domain/errors.js';
import type { DocumentReader } from '../../services/documents/index.js';
import type { Principal } from '../../services/identity/index.js';
import type { ChannelRef } from './hub.js';

/** Finds the channel that a caller names, if this caller may see it. Undefined: unknown, or another tenant's. */
export type ResolveChannel = (principal: Principal, name: string) => Promise<ChannelRef | undefined>;

/** Who may see which channel: asked when a subscription begins, and again while it is served. */
export interface Access {
  resolve: ResolveChannel;
  /**
   * Those of the channels that the caller may no longer see, of all that one connection is subscribed to. Asked before
   * something is delivered when the last answer is more than a second old, so never for each message; while it cannot be
   * answered nothing is delivered. What it answers ends with `not_found`.
   */
  lost(principal: Principal, channels: readonly ChannelRef[]): Promise<readonly ChannelRef[]>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `tenant`, `me`, or `document:<id>` of a document that is there. Throws `unavailable`.
 *
 * Whoever is of the tenant may see all of it for as long as the credential stands, which `identity.watch` tells, and a
 * document that is deleted says so in its channel; so there is nothing to lose here. Roles will have.
 */
export function createAccess(documents: Pick<DocumentReader, 'get'>): Access {
  return {
    async resolve({ tenant, user }, name) {
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
    },
    lost: () => Promise.resolve([]),
  };
}
