import type { Layout } from './layout.js';

/**
 * What the native servers get: enough to run, and the two marks by which a later start finds what a killed supervisor
 * left. Nothing of the user's environment, so that no secret of theirs stands in a process that does not need it.
 */
export const plainEnvironment = (layout: Layout): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  HOME: layout.home,
  DOCUGENIE_HOME: layout.home,
  DOCUGENIE_LIFELINE_FD: '3',
});
