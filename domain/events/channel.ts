import type { NewEvent } from './event.js';

/** Tenant channels sort after all others: every writer takes their row lock last, and holds it for the shortest time. */
const TENANT_PREFIX = 'tenant:';

/** The stored name of a tenant's channel. */
export const tenantChannel = (tenant: string): string => `${TENANT_PREFIX}${tenant}`;

/** The stored channels that an event goes to: its object's, and its tenant's. */
export const channelsOf = (event: NewEvent): string[] => [event.subject, tenantChannel(event.tenant)];

/** The one order in which all writers lock channels: by name, tenant channels last. */
export function lockOrder(a: string, b: string): number {
  const aLast = a.startsWith(TENANT_PREFIX);
  const bLast = b.startsWith(TENANT_PREFIX);
  if (aLast !== bLast) return aLast ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
