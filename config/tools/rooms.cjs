// The arrows of the house: which room may import which. What is not listed is forbidden.
// Run by `npm run check:rooms`; test/house/rooms.test.ts sees each rule fail.

const connectors = '^connectors/[^/]+/';
const room = (...names) => `^src/(${names.join('|')})/`;
const types = (...names) => ({ path: room(...names), typesOnly: true });
/** The same, but one file may be loaded too. */
const typesBut = (name, file) => ({ path: `^src/${name}/(?!${file})`, typesOnly: true });

/** from -> what it may import, beside its own files. `typesOnly`: types yes, running code no. */
const arrows = {
  chat: { from: room('chat'), to: [] },
  // The contract's types name the clock, the log and the outgoing http that the house lends a connector.
  connector: { from: room('connector'), to: [room('chat'), types('shared')] },
  shared: { from: room('shared'), to: [] },
  api: { from: room('api'), to: [room('chat')] },
  handoff: { from: room('handoff'), to: [room('chat')] },
  store: { from: room('store'), to: [room('chat', 'shared')] },
  people: {
    from: room('people'),
    to: [room('chat', 'api', 'store', 'shared'), { path: '^config/(?!tools/)', typesOnly: true }],
  },
  demo: { from: room('demo'), to: [room('shared')] },
  // What both sides have to do in the same way runs in both.
  console: {
    from: room('console'),
    to: [typesBut('api', 'paths[.]ts$'), '^src/api/paths[.]ts$', '^src/chat/(blank|cut|markdown)[.]ts$'],
  },
  jobs: {
    from: '^jobs/',
    to: [room('chat', 'connector', 'store', 'sync', 'bot', 'desk', 'shared')],
  },
  config: { from: '^config/(?!tools/)', to: [room('connector', 'shared')] },
  cli: { from: '^src/cli[.]ts$', to: [room('compose'), '^config/(?!tools/)'] },
  'the register of connectors': {
    from: '^connectors/index[.]ts$',
    to: ['^connectors/[^/]+/index[.]ts$', room('connector')],
  },
};
for (const name of ['bot', 'directline', 'desk', 'sync', 'admin']) {
  const people = name === 'desk' || name === 'admin' ? ['people'] : [];
  arrows[name] = {
    from: room(name),
    to: [
      room('chat', 'handoff', 'api', 'store', 'connector', 'shared', ...people),
      { path: '^config/(?!tools/)', typesOnly: true },
    ],
  };
}

const OURS = '^(src|connectors|jobs|test|config)/';

const pathOf = (target) => (typeof target === 'string' ? target : target.path);
/** A path pattern as people read it: `^src/(chat|shared)/` -> `src/chat|shared/`. */
const spoken = (target) => pathOf(target).replace(/\(\?![^)]*\)|[\^$()[\]]/g, '');

/** Two rules for each arrow: nothing but what is listed, and of that only types where it says so. */
const arrowRules = Object.entries(arrows).flatMap(([name, { from, to }]) => [
  {
    name: `${name} imports ${name === 'shared' || name === 'chat' ? 'no other room' : 'only what it is allowed to'}`,
    comment: `Allowed beside its own files: ${to.map(spoken).join(', ') || 'nothing'}. If you need something of another room, take it as a function type in your own ports.ts and let src/compose fill it; if three rooms need it, it belongs into src/shared.`,
    severity: 'error',
    from: { path: from },
    to: { path: OURS, pathNot: [from, ...to.map(pathOf)] },
  },
  ...to
    .filter((target) => target.typesOnly)
    .map(({ path }) => ({
      name: `${name} takes only types from ${spoken(path)}`,
      comment: 'Write "import type": the running code of that room must not be loaded here.',
      severity: 'error',
      from: { path: from },
      to: { path, dependencyTypesNot: ['type-only'] },
    })),
]);

const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

const rules = [
  {
    name: 'a connector imports only the contract, the words and the tools',
    comment:
      'A connector, its simulator included, sees src/connector, src/chat, src/shared and its own folder: never another connector. What two connectors share belongs into src/connector.',
    severity: 'error',
    from: { path: '^connectors/([^/]+)/' },
    to: { path: OURS, pathNot: ['^connectors/$1/', room('connector', 'chat', 'shared')] },
  },
  {
    name: 'only the register and compose name a connector',
    comment: 'No vendor in the house: take the connector through its contract in src/connector.',
    severity: 'error',
    from: {
      path: '^(src|jobs|config)/',
      pathNot: [room('compose'), '^config/tools/'],
    },
    to: { path: connectors },
  },
  {
    name: 'every file of src lives in a room',
    comment: 'The rooms are the folders of src/; compose joins them, and only cli.ts stands beside them.',
    severity: 'error',
    from: {
      path: '^src/',
      pathNot: [...Object.values(arrows).map(({ from }) => from), room('compose')],
    },
    to: {},
  },
  {
    name: 'the words, the rules and the signs are pure',
    comment:
      'No clock and no I/O in src/chat, src/handoff and src/api: facts are read before and handed in. zod and node:crypto are all they use.',
    severity: 'error',
    from: { path: room('chat', 'handoff', 'api') },
    to: { dependencyTypesNot: ['local', 'type-only'], pathNot: [npm('zod'), '^(node:)?crypto$', OURS] },
  },
  {
    name: 'the paths import nothing',
    comment:
      'Browsers load src/api/paths.ts: names, methods and paths alone. Schemas belong into src/api/operations.',
    severity: 'error',
    from: { path: '^src/api/paths[.]ts$' },
    to: {},
  },
  {
    name: 'only jobs imports bullmq',
    comment: 'Job queues are the matter of jobs/. Plan an errand in jobs/plan.ts instead.',
    severity: 'error',
    from: { path: OURS, pathNot: ['^jobs/', '^test/'] },
    to: { path: npm('bullmq') },
  },
  {
    name: 'only the store speaks Redis',
    comment:
      'Ask src/store for what you need. Beside it only src/compose may open a connection, and jobs may hand one to bullmq.',
    severity: 'error',
    from: {
      path: OURS,
      pathNot: [room('store', 'compose'), '^jobs/', '^test/'],
    },
    to: { path: npm('ioredis', 'redis', '@redis/[^/]+') },
  },
  {
    name: 'only bot and demo import a bot SDK',
    comment: 'Vendor types stop at src/bot: pass on our own words (src/chat) instead.',
    severity: 'error',
    from: { path: OURS, pathNot: [room('bot', 'demo'), '^test/', '^config/tools/'] },
    to: { path: npm('botbuilder[^/]*', 'botframework-(?!webchat)[^/]*') },
  },
  {
    name: 'only the windows show Web Chat',
    comment: 'botframework-webchat is browser code and belongs to src/console.',
    severity: 'error',
    from: { path: OURS, pathNot: [room('console'), '^test/', '^config/tools/'] },
    to: { path: npm('botframework-webchat[^/]*') },
  },
  {
    name: 'what runs on the server is installed there',
    comment:
      'This package is a devDependency, which an installed Deskbridge does not have. Move it to dependencies.',
    severity: 'error',
    from: { path: '^(src|connectors|jobs|config)/', pathNot: [room('console'), '^config/tools/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'every import leads somewhere',
    comment: 'The file or package does not exist, or is not in package.json.',
    severity: 'error',
    from: { path: OURS },
    to: { couldNotResolve: true },
  },
  {
    name: 'no circular imports',
    comment:
      'Two files that need each other are one idea, or hide a third: move what both need into a file of its own.',
    severity: 'error',
    from: { path: OURS },
    to: { circular: true },
  },
];

module.exports = {
  forbidden: [...arrowRules, ...rules],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count as imports too, and keep their mark.
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'node', 'import', 'default'],
    },
  },
};
