export { createSigninLink, ensureFirstAdmin, type Credentials } from './first-admin.js';
export { createIdentity, type Identity, type Principal } from './identity.js';
