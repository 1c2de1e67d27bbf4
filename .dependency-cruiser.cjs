/** Who may import whom: the table of docs/architecture.md. */
const room = (name) => `^${name}/`;
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: room(from), pathNot: '\\.test\\.tsx?$' },
  to: {
    path: '^(domain|workflows|activities|workers|api|services|client|web|cli|bench|test)/',
    pathNot: [from, ...allowed].map((name) => `^${name}/`),
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('domain', [], 'rules know nothing of the world'),
    only('workflows', ['domain', 'activities'], 'workflows are replayed'),
    only('activities', ['domain', 'services'], 'activities are thin'),
    only('services', ['domain'], 'services do not call back up'),
    only('workers', ['domain', 'services', 'workflows', 'activities'], 'workers wire'),
    only('api', ['domain', 'services'], 'the front door'),
    only('client', ['domain', 'services/events/protocol'], 'runs anywhere, depends on nothing'),
    only('web', ['domain', 'services/events/protocol', 'client'], 'the browser app'),
    {
      name: 'services-through-index',
      comment: 'a service is used by its index.ts',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^services/([^/]+)/.+',
        pathNot: ['^services/$1/', '^services/[^/]+/index\\.ts$', '^services/events/protocol/'],
      },
    },
    {
      name: 'activities-types-only',
      comment: 'a workflow bundle must not contain activities',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^node_modules' },
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|\\.docugenie)/' },
    includeOnly: '^(domain|workflows|activities|workers|api|services|client|web|cli|bench)/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
