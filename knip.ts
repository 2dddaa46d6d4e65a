import { pages, programs } from './dev/products.mjs';

/** What `npm run check` looks through for files, exports and packages that nothing needs. */
export default {
  entry: [
    ...Object.values(programs),
    ...pages.map((page) => `webview/${page}/main.ts`),
    'test/**/*.test.ts',
    'test/**/*.torture.ts',
    'test/**/*-process.ts',
    'test/integration/index.ts',
    'bench/**/*.bench.ts',
    'bench/**/*-process.ts',
    'bench/host/index.ts',
    'dev/*.mjs',
  ],
  project: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'dev/*.mjs'],
  // Generated, with all that the format has.
  ignore: ['src/graph/onnx_pb.ts'],
  // A type that an exported function takes or returns is public, though nobody names it yet.
  exclude: ['types', 'enumMembers'],
  // Called by its path, as a program.
  ignoreDependencies: ['@vscode/vsce'],
  // The system's own.
  ignoreBinaries: ['unshare', 'mkfifo'],
};
