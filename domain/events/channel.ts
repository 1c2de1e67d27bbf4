import type { NewEvent } from './event.js';

/** Tenant channels sort after all others: every writer takes their row lock last, and holds it for the shortest time. */
const TENANT_PREFIX = 'tenant:';

/** The stored name of a tenant's channel. */
export const tenantChannel = (tenant: string): string => `${TENANT_PREFIX}${tenant}`;

export const isTenantChannel = (stored: string): boolean => stored.startsWith(TENANT_PREFIX);

/** The stored name of a person's own channel; its events concern nobody else. */
export const userChannel = (user: string): `user:${string}` => `user:${user}`;

/** The stored channels that an event goes to: its object's, and its tenant's unless it is a person's own. */
export const channelsOf = ({ subject, tenant }: NewEvent): string[] =>
  subject.startsWith('user:') ? [subject] : [subject, tenantChannel(tenant)];

/** The one order in which all writers lock channels: by name, tenant channels last. */
export function lockOrder(a: string, b: string): number {
  const aLast = isTenantChannel(a);
  const bLast = isTenantChannel(b);
  if (aLast !== bLast) return aLast ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
