/** Node runs jest in ESM mode (see scripts/test.mjs); swc turns TypeScript into ESM and keeps decorator metadata. */
const swc = {
  sourceMaps: 'inline',
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2022',
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

export default {
  testEnvironment: 'node',
  // For what hangs, not for what is slow: many tests start processes, and the machine may have much else to do. Below a lease
  // (120 s), so that a test fails when somebody waits for one who should go on at once.
  testTimeout: 110_000,
  testMatch: ['<rootDir>/{packages,examples}/*/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/(?:.*/)?fixtures/'],
  // Results of the examples may be many files; jest need not know them.
  modulePathIgnorePatterns: ['/examples/[^/]+/data-huldra/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Only TypeScript is transformed: hand-written `.mjs` workers run as they are, in tests as in the published package.
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    // Tests see the sources of the workspace packages, so no build stands between an edit and a test run.
    '^@huldra/([a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^huldra$': '<rootDir>/packages/huldra/src/index.ts',
    // Sources import './x.js' as NodeNext wants it; on disk it is './x.ts'.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
};
