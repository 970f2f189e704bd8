/** Who may import whom. The picture and its reasons: docs/architecture.md. */
const DRIVERS = '^packages/(type|mech)-[^/]+/'
const COMMAND_RUNNERS = [
  '^packages/dataplane/',
  '^packages/cli/src/lab/',
  '^packages/testing/src/lab/',
  '^packages/[^/]+/test/',
  '^examples/',
  '^bench/',
]

/** A package of ours, whether it is reached through its sources or through its name. */
const ours = (names) => `^packages/(${names})/`

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid('no-circular', 'A cycle has no first line to read: move the shared part down.', {}, { circular: true }),
    forbid('resolvable', 'Declared, installed, spelled right.', {}, { couldNotResolve: true }),
    forbid(
      'core-alone',
      'What all agree on knows nobody.',
      { path: '^packages/core/src/' },
      { path: '^packages/(?!core/)' },
    ),
    forbid(
      'engine-sees-core',
      'The engine decides for every driver, switch and service, and therefore knows none by name.',
      { path: '^packages/ml2/src/' },
      { path: '^packages/(?!(core|ml2)/)' },
    ),
    forbid(
      'store-and-dataplane-see-core',
      'They are ports of core; drivers and processes come on top of them.',
      { path: '^packages/(store|dataplane)/src/' },
      { path: '^packages/(?!core/)', pathNot: '^packages/$1/' },
    ),
    forbid(
      'type-driver-sees-core',
      'A type driver is a leaf: a driver of a stranger has no more than this either.',
      { path: '^packages/(type-[^/]+)/src/' },
      { path: '^packages/(?!core/)', pathNot: '^packages/$1/' },
    ),
    forbid(
      'mech-server-side-sees-core',
      'What a mechanism decides in the controller needs no host.',
      { path: '^packages/(mech-[^/]+)/src/', pathNot: '^packages/[^/]+/src/agent/' },
      { path: '^packages/(?!core/)', pathNot: '^packages/$1/' },
    ),
    forbid(
      'mech-server-side-not-agent',
      'A controller must not load the side that touches a host; shared rules live above agent/.',
      { path: '^packages/mech-[^/]+/src/', pathNot: '^packages/[^/]+/src/agent/' },
      { path: '^packages/mech-[^/]+/src/agent/' },
    ),
    forbid(
      'mech-agent-sees-core-and-dataplane',
      'The host side of a mechanism renders with core and brings device kinds for the data plane.',
      { path: '^packages/(mech-[^/]+)/src/agent/' },
      { path: '^packages/(?!(core|dataplane)/)', pathNot: '^packages/$1/' },
    ),
    forbid(
      'driver-not-driver',
      'Two drivers meet in the contracts of core, never in each other.',
      { path: '^packages/((type|mech)-[^/]+)/' },
      { path: DRIVERS, pathNot: '^packages/$1/' },
    ),
    forbid(
      'service-sees-contract',
      'What a service is made of, on both sides: the contract, the language of declarations, and what its agent makes on a host.',
      { path: '^packages/(agent-(?!runtime/)[^/]+|security-groups|firewall|lbaas)/src/' },
      { path: '^packages/(?!(core|api|dataplane)/)', pathNot: '^packages/$1/' },
    ),
    forbid(
      'service-controller-side-not-agent',
      'A controller must not load the side that touches a host; states alone have the types of their kinds.',
      {
        path: '^packages/(agent-(?!runtime/)[^/]+|security-groups|firewall|lbaas)/src/',
        pathNot: '^packages/[^/]+/src/agent/',
      },
      { path: '^packages/(dataplane|agent-[^/]+/src/agent)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'load-balancer-driver-sees-contract',
      'A driver of load balancers is a leaf: the contract of its service, and what a host is made of.',
      { path: '^packages/(lbaas-[^/]+)/src/' },
      { path: '^packages/(?!(core|dataplane|lbaas)/)', pathNot: '^packages/$1/' },
    ),
    forbid(
      'declarations-see-core',
      'A resource is declared without HTTP, so that a service brings its own.',
      { path: '^packages/api/src/' },
      { path: '(^packages/(?!(core|api)/)|node_modules/(fastify|@fastify|ws|pino)/|^(node:)?http$)' },
    ),
    forbid(
      'engine-server-runtime-apart',
      'They meet in the contract and on the wire.',
      { path: '^packages/(ml2|server|agent-runtime)/src/' },
      { path: ours('ml2|server|agent-runtime|store|cli'), pathNot: '^packages/$1/' },
    ),
    forbid(
      'server-not-dataplane',
      'A controller touches no host.',
      { path: '^packages/(ml2|server)/src/' },
      { path: ours('dataplane|agent-dhcp|security-groups') + '|' + DRIVERS },
    ),
    forbid(
      'sources-not-testing',
      'What we publish runs without the kits.',
      { path: '^packages/[^/]+/src/', pathNot: '^packages/testing/' },
      { path: ours('testing') },
    ),
    forbid('nobody-sees-cli', 'The command is the last layer.', { path: '^packages/(?!cli/)' }, { path: ours('cli') }),
    forbid(
      'testing-fakes-without-vitest',
      'Fakes and the simulator serve examples and benches, where no test runs.',
      { path: '^packages/testing/src/', pathNot: '^packages/testing/src/(conformance|lab)/' },
      { path: 'node_modules/(vitest|@vitest)/' },
    ),
    forbid(
      'only-dataplane-runs-commands',
      'One address for side effects: security review, dry run and fakes rely on it.',
      { path: '^(packages|examples|bench)/', pathNot: COMMAND_RUNNERS },
      { path: '(^(node:)?child_process$|node_modules/execa/)' },
    ),
    forbid(
      'one-di-file',
      'It loads reflect-metadata first and hides the global container.',
      { path: '^packages/', pathNot: '^packages/core/src/registry/di[.]ts$' },
      { path: 'node_modules/(tsyringe|reflect-metadata)/' },
    ),
    forbid(
      'core-model-first',
      'model ← driver ← services ← registry',
      { path: '^packages/core/src/model/' },
      { path: '^packages/core/src/(desired|driver|driver-kit|services|registry|feed|link|store)/' },
    ),
    forbid(
      'core-driver',
      'model ← driver ← services ← registry',
      { path: '^packages/core/src/driver/' },
      { path: '^packages/core/src/(registry|services)/' },
    ),
    forbid(
      'kit-on-contract',
      'A driver is built from the kit; the contract does not know how.',
      { path: '^packages/core/src/(model|driver|desired|errors|services|store)/' },
      { path: '^packages/core/src/(driver-kit|registry)/' },
    ),
    forbid(
      'declared',
      'A published source imports only what its package.json declares as a dependency or a peer.',
      { path: '^packages/[^/]+/src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^((packages|examples)/[^/]+|bench)/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'types', 'default'] },
  },
}
