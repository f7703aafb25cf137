const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.kontosync/'],
};

// Jest runs the same file once, whatever the number of projects that name it.
const withServers = {
  ...base,
  globalSetup: '<rootDir>/test/setup/servers.globalSetup.ts',
  globalTeardown: '<rootDir>/test/setup/servers.globalTeardown.ts',
};

/** @type {import('jest').Config} */
export default {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    { ...base, displayName: 'replay', testMatch: ['<rootDir>/test/replay/**/*.test.ts'] },
    { ...withServers, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    { ...withServers, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
  // On two cores: some suites wait more than they compute.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/setup/longestFirst.mjs',
  // Counts here only: of a project it is not read.
  testTimeout: 30_000,
  coverageProvider: 'v8',
};
