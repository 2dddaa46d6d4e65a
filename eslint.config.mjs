import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The walls between the rooms: which folder of src/ may import which others.
 * A room that is missing from a list is out of its reach.
 */
const belowHosts = [
  'lape',
  'input',
  'graph',
  'text',
  'steering',
  'files',
  'corpus',
  'results',
  'report',
  'model',
  'view',
  'rpc',
  'protocol',
  'analyses',
  'client',
];
const rooms = {
  lape: [],
  view: ['rpc', 'protocol', 'steering'],
  graph: ['input'],
  text: [],
  input: [],
  steering: ['rpc', 'lape', 'input', 'text'],
  files: ['lape', 'input', 'steering', 'rpc', 'protocol', 'text'],
  results: ['lape', 'input', 'steering', 'text', 'files', 'view', 'rpc', 'protocol'],
  report: ['lape', 'files', 'results', 'view', 'rpc', 'protocol', 'text'],
  model: ['graph', 'text', 'input', 'files', 'steering', 'rpc', 'protocol'],
  corpus: ['text', 'input', 'rpc', 'protocol'],
  rpc: [],
  protocol: ['rpc', 'input', 'lape', 'steering', 'text', 'results', 'analyses'],
  // Declarations; what runs in the engine is in a folder of that name, and in running.ts.
  analyses: ['lape', 'input', 'text', 'steering', 'files', 'corpus', 'results', 'rpc', 'engine', 'model'],
  engine: [
    'lape',
    'graph',
    'text',
    'input',
    'steering',
    'files',
    'corpus',
    'model',
    'rpc',
    'protocol',
    'analyses',
  ],
  client: ['lape', 'model', 'rpc', 'protocol'],
  app: belowHosts,
  cli: [...belowHosts, 'app'],
  host: [...belowHosts, 'app'],
};
/** Rooms that compute and nothing else: no disk, no process, no editor. */
const pure = ['lape', 'view', 'steering', 'text', 'input'];

const zones = [
  ...Object.entries(rooms).map(([room, allowed]) => ({
    target: `./src/${room}`,
    from: './src',
    except: [room, ...allowed].map((name) => `./${name}`),
    message: `${room}/ may import ${allowed.length ? allowed.join(', ') : 'no other room'}.`,
  })),
  {
    target: './src/!(engine|analyses)/**/*',
    from: './src/analyses/*/engine/**/*',
    message: 'What an analysis does, is done in the engine.',
  },
  { target: './src', from: './webview', message: 'Pages are built from the rooms, not the other way.' },
];

function forbid(...names) {
  return [
    'error',
    {
      paths: [],
      patterns: [
        ...names.map((name) => ({ regex: name, message: 'Not in this room.' })),
        { regex: '^node:os$', importNames: ['homedir'], message: 'It may be missing: ask files/home.ts.' },
      ],
    },
  ];
}
/** What VS Code shows as more than text: `[word](command:…)` as a link that runs, `$(name)` as an icon. */
const speaking =
  'show(Information|Warning|Error)Message|setStatusBarMessage|withProgress|showQuickPick|createQuickPick|showInputBox|createInputBox';
const ort = '^onnxruntime-';
const vscode = '^vscode$';
const node = '^(node:|fs$|path$|child_process$)';

export default tseslint.config(
  { ignores: ['dist', 'out', 'node_modules', 'training', '**/*_pb.ts', '**/.cache', '.vscode-test'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: 'error',
    },
  },
  { files: ['src/**/*.ts'], rules: { 'no-restricted-imports': forbid(ort, vscode) } },
  {
    files: pure.map((room) => `src/${room}/**/*.ts`),
    rules: { 'no-restricted-imports': forbid(ort, vscode, node) },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/input/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['parse', 'safeParse'].map((property) => ({
          object: 'v',
          property,
          message: 'Use src/input/shape.ts, which stops at the first fault.',
        })),
      ],
    },
  },
  { files: ['src/engine/**/*.ts'], rules: { 'no-restricted-imports': forbid(ort, vscode) } },
  { files: ['src/files/home.ts'], rules: { 'no-restricted-imports': 'off' } },
  // The one door to onnxruntime, which switches its telemetry off first.
  { files: ['src/engine/runtime.ts'], rules: { 'no-restricted-imports': forbid(vscode) } },
  { files: ['src/host/**/*.ts', 'src/extension.ts'], rules: { 'no-restricted-imports': forbid(ort) } },
  {
    files: ['src/host/**/*.ts', 'src/extension.ts'],
    ignores: ['src/host/dialogs.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'MemberExpression[property.name',
          'MemberExpression[property.value',
          'ObjectPattern > Property[key.name',
        ].map((place) => ({
          selector: `${place}=/^(${speaking})$/]`,
          message: 'Names from files would be markup there: use host/dialogs.ts.',
        })),
      ],
    },
  },
  {
    files: ['src/{app,cli}/**/*.ts'],
    ignores: ['src/cli/standard-output.ts', 'src/cli/standard-error.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name="write"][callee.object.property.name=/^std(out|err)$/]',
          message: 'Text from outside could steer the terminal: use print, printJson or tell.',
        },
      ],
    },
  },
  // What an analysis is, is read by everybody; what it does, by the engine alone.
  {
    files: ['src/analyses/**/*.ts'],
    ignores: ['src/analyses/*/engine/**', 'src/analyses/running.ts'],
    rules: { 'no-restricted-imports': forbid(ort, vscode, node, '/(engine|files)/') },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-imports': forbid(
        ort,
        vscode,
        node,
        'src/(engine|app|host|cli|files|model|graph|report)/',
        'src/results/.*/(file|folder)$',
        'src/analyses/.*/engine/',
      ),
    },
  },
  // Its tool wants it so.
  { files: ['knip.ts'], rules: { 'import-x/no-default-export': 'off' } },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        module: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
      },
    },
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', 'no-restricted-imports': forbid(ort) },
  },
);
