export type { Credential } from './credential.js';
export { createSigninLink, ensureFirstAdmin, type Credentials } from './first-admin.js';
export { digestOf, newToken } from './token.js';
export { createIdentity, sweepCredentials, type Identity, type Principal } from './identity.js';
export type { CredentialListener } from './watch.js';
