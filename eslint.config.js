import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What the sandbox must not see: Node, the world, heavy libraries. The bundle test loads the result as a second guard. */
const outsideTheSandbox = {
  paths: [
    { name: 'zod', message: 'Use zod/mini: the sandbox evaluates the module again for each workflow.' },
    { name: '@temporalio/client', message: 'A client is not deterministic.' },
    { name: '@temporalio/worker', message: 'A worker does not run inside a workflow.' },
  ],
  patterns: [
    {
      group: ['node:*', '@aws-sdk/*', '@smithy/*'],
      message: 'Workflow code is deterministic: put this into an activity.',
    },
    { group: ['**/activities/*'], allowTypeImports: true, message: 'Import activities as types only.' },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'api/', 'node_modules/', 'bench-results/', 'src/admission/data/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What is opened with `using` is used by being closed.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreUsingDeclarations: true }],
      'max-params': ['error', 3],
    },
  },
  {
    files: ['workflows/**/*.ts', 'src/contract/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', outsideTheSandbox],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setImmediate', 'fetch', 'performance', 'crypto'],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly', setTimeout: 'readonly' } },
  },
  prettier,
);
