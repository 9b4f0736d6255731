/** Who may import whom. `domain`, `errors`, `clock` and `logger` know nothing of the rest; only `app.ts` knows all. */
/** What a room promises to the others: one file each, but for jobs, whose ports stand side by side. */
const PORTS = '^src/([a-z]+/port|jobs/[a-z]+)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared-packages',
      comment: 'The nearest package.json counts: that of the workspace, or that of the bot.',
      severity: 'error',
      from: { path: '^(src|commands)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-development-packages',
      comment: 'What runs must be in dependencies. The pictures are taken in development only.',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: '^src/sandbox/playground/(screenshots|moving-picture)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'ground-stands-alone',
      comment: 'errors, logger and clock are imported by all and import nothing of ours.',
      severity: 'error',
      from: { path: '^src/(errors|logger|clock)\\.ts$' },
      to: { path: '^(src|commands)/' },
    },
    {
      name: 'time-and-chance-are-passed-in',
      comment: 'They are made where the process begins; `biome.jsonc` says who may look at the machine’s own.',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: ['^src/(run|ambient)\\.ts$', '^src/(sandbox|tools)/'] },
      to: { path: '^src/(ambient|clock)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-stands-alone',
      comment: 'What any program could use: it knows nothing of ours.',
      severity: 'error',
      from: { path: '^src/lib/' },
      to: { path: '^(src|commands)/', pathNot: '^src/lib/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'No I/O, no Discord, no adapter: domain, lib, errors and zod.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/(domain/|lib/|errors\\.ts$)', 'node_modules/zod/'] },
    },
    {
      name: 'covers-know-ports-only',
      severity: 'error',
      from: { path: '^src/(covers/|application[.]ts$)' },
      to: {
        path: '^(src|commands)/',
        pathNot: ['^src/(covers|domain|lib)/', '^src/(errors|logger|clock)\\.ts$', PORTS],
      },
    },
    {
      name: 'ports-do-not-meet',
      comment: 'What two of them speak of is a type of the domain.',
      severity: 'error',
      from: { path: PORTS },
      to: { path: '^(src|commands)/', pathNot: ['^src/domain/', '^src/(errors|http-guard)\\.ts$'] },
    },
    {
      name: 'database-stands-alone',
      comment: 'It is told of the tables, and knows none.',
      severity: 'error',
      from: { path: '^src/database(/|\\.ts$)' },
      to: { path: '^(src|commands)/', pathNot: ['^src/database(/|\\.ts$)', '^src/lib/', '^src/(logger|clock)\\.ts$'] },
    },
    {
      name: 'adapters-do-not-meet',
      severity: 'error',
      from: { path: '^src/(jobs|store|providers|audio|discord|http|cluster)/' },
      to: {
        path: '^(src|commands)/',
        pathNot: [
          '^src/$1/',
          '^src/(domain|codec|lib)/',
          '^src/(errors|logger|clock|http-guard|database)\\.ts$',
          PORTS,
          '^src/config/(setting|value-schemas)\\.ts$',
          '^src/providers/catalog\\.ts$',
          '^src/locales/',
        ],
      },
    },
    {
      name: 'config-knows-what-is-set',
      comment: 'Rules of the domain, and what the providers say of themselves; nothing that works.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: {
        path: '^(src|commands)/',
        pathNot: [
          '^src/(config|domain|lib)/',
          '^src/providers/(index|descriptor)\\.ts$',
          '^src/http-guard/address-check\\.ts$',
        ],
      },
    },
    {
      name: 'providers-do-not-know-each-other',
      comment: 'What is true of one provider stands in its folder; what several share, in `shared`.',
      severity: 'error',
      from: { path: '^src/providers/([a-z0-9-]+)/' },
      to: { path: '^src/providers/[a-z0-9-]+/', pathNot: '^src/providers/($1|shared)/' },
    },
    {
      name: 'providers-in-one-list',
      comment: 'Whoever wants a provider takes it from the list.',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: ['^src/providers/[a-z0-9-]+/', '^src/providers/index\\.ts$'] },
      to: { path: '^src/providers/[a-z0-9-]+/', pathNot: '^src/providers/shared/' },
    },
    {
      name: 'providers-in-the-list-by-their-descriptor',
      severity: 'error',
      from: { path: '^src/providers/index\\.ts$' },
      to: { path: '^src/providers/[a-z0-9-]+/', pathNot: '^src/providers/[a-z0-9-]+/index\\.ts$' },
    },
    {
      name: 'texts-for-commands-and-discord-only',
      severity: 'error',
      from: {
        path: '^(src|commands)/',
        pathNot: ['^commands/', '^src/(discord|locales)/', '^src/app(/|\\.ts$)', '^src/tools/probe/'],
      },
      to: { path: '^src/locales/' },
    },
    {
      name: 'commands-are-thin',
      severity: 'error',
      from: { path: '^commands/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(discord|covers|domain|locales)/', '^src/(errors|logger|clock)\\.ts$', PORTS],
      },
    },
    {
      name: 'discord-js-in-two-places',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/discord/' },
      to: { path: 'node_modules/(discord\\.js|@discordjs|discord-api-types)/' },
    },
    {
      name: 'sandbox-stands-outside',
      comment: 'The stand-ins keep their own limits: sharing them would let a wrong one agree with itself.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^(src|commands)/', pathNot: ['^src/(sandbox|codec)/', '^src/(logger|clock)\\.ts$'] },
    },
    {
      name: 'nothing-leans-on-the-sandbox',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: '^src/sandbox/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'stand-ins-do-not-meet',
      comment: 'Each is a workspace of its own; the playground puts them together.',
      severity: 'error',
      from: { path: '^src/sandbox/(discord|providers)/' },
      to: { path: '^src/sandbox/', pathNot: '^src/sandbox/$1/' },
    },
    {
      name: 'page-in-the-browser-stands-alone',
      comment: 'It is served to a browser as it is: nothing of Node, of the stand-ins or of the bot can come along.',
      severity: 'error',
      from: { path: '^src/sandbox/playground/page/client/' },
      to: {
        pathNot: [
          '^src/sandbox/playground/page/(client/|wire\\.ts$)',
          'node_modules/(lit|lit-html|lit-element|@lit/|@skyra/discord-components-core)',
        ],
      },
    },
    {
      name: 'app-is-the-root',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: '^src/(main|run|app)[.]ts$|^src/app/|^src/start[.]cjs$' },
      to: { path: '^src/(main|run|app)[.]ts$|^src/app/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
