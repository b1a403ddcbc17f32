/**
 * Who may import whom. `pnpm check` and `npm test` run it; type-only imports count like any other.
 * Whoever adds a folder to packages/core/src puts it on the ladder first: a folder that is not there may import nothing.
 */

/** The folders of packages/core/src from the bottom up. A rung may import its own folders and those below. */
const ladder = [
  ['errors', 'events', 'process'],
  ['settings', 'values'],
  ['metadata'],
  ['configuration'],
  ['identity'],
  ['state', 'comparison'],
  ['store'],
  ['result', 'provenance', 'doctor', 'live'],
  ['runtime'],
  ['plan', 'executors'],
  ['sweeps', 'run'],
];

const core = '^packages/core/src/';
const folders = (rungs) => `${core}(?:${rungs.flat().join('|')})/`;

const ladderRules = ladder.slice(0, -1).map((rung, index) => ({
  name: `below-${ladder[index + 1].join('-and-')}`,
  comment: `${rung.join(', ')} may not import a folder above (the ladder in .dependency-cruiser.mjs)`,
  severity: 'error',
  from: { path: folders([rung]) },
  to: { path: folders(ladder.slice(index + 1)) },
}));

const forbidden = [
  {
    name: 'no-cycles',
    comment: 'move what both sides need into a file of its own',
    severity: 'error',
    from: { pathNot: '/test/' },
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'no such file or package, or a path that the package does not export (deep import)',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'packages-by-name',
    comment: 'a workspace package is imported by its name, never by a path into it',
    severity: 'error',
    from: { path: '^((?:packages|examples)/[^/]+|benchmarks)/' },
    to: { path: '^(?:packages|examples|benchmarks)/', pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'core-names-no-adapter',
    comment: 'core depends on no other package of the workspace (its tests may use the rigs)',
    severity: 'error',
    from: { path: '^packages/core/' },
    to: { path: '^packages/(?!core/|testing/)' },
  },
  {
    name: 'adapters-know-core-only',
    comment: 'of the workspace, an adapter imports @huldra/core and nothing else',
    severity: 'error',
    from: { path: '^packages/(?!core/|huldra/|testing/)([^/]+)/src/' },
    to: { path: '^packages/(?!$1/|core/)' },
  },
  {
    name: 'rigs-in-tests-only',
    comment: '@huldra/testing is private: what is published cannot import it',
    severity: 'error',
    from: { path: '^packages/(?!testing/)[^/]+/src/' },
    to: { path: '^packages/testing/' },
  },
  {
    name: 'rigs-know-core-only',
    comment: 'rigs are for every package, so they may know only what every package knows',
    severity: 'error',
    from: { path: '^packages/testing/src/' },
    to: { path: '^packages/(?!testing/|core/)' },
  },
  {
    name: 'sources-know-no-tests',
    severity: 'error',
    from: { path: '/src/' },
    to: { path: '^(?:packages|examples)/[^/]+/test/' },
  },
  {
    name: 'declared',
    comment: 'a published source may import only what its package.json brings along (dependencies or peerDependencies)',
    severity: 'error',
    from: { path: '^packages/(?!testing/)[^/]+/src/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
  },
  {
    name: 'entry-is-for-others',
    comment: "a package's index.ts is its face to others; inside, import the file that is meant",
    severity: 'error',
    from: { path: '^(packages/[^/]+/src)/' },
    to: { path: '^$1/index\\.ts$' },
  },
  {
    name: 'on-the-ladder',
    comment: 'this folder has no rung on the ladder in .dependency-cruiser.mjs',
    severity: 'error',
    from: { path: `${core}[^/]+/`, pathNot: folders(ladder) },
    to: {},
  },
  ...ladderRules,
];

export default {
  forbidden,
  options: {
    // The parser that the tests use as well; the classic compiler API, the default, is gone from TypeScript 7.
    parser: 'swc',
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    exclude: { path: '^(?:packages|examples)/[^/]+/(?:coverage|data-huldra)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
