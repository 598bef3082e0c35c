/** Imports point one way: cli → client, worker, dev → workflows (types only) → contract. See ARCHITECTURE.md. */
const never = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to });

module.exports = {
  forbidden: [
    never('no-cycles', '', { circular: true, dependencyTypesNot: ['type-only'] }),
    never('contract-imports-zod-only', '^src/contract', { pathNot: ['^src/contract', '^node_modules/zod'] }),
    never('workflows-stay-in-the-sandbox', '^workflows', {
      pathNot: ['^workflows', '^src/contract', '^node_modules/@temporalio/(workflow|common)'],
      dependencyTypesNot: ['type-only'],
    }),
    never('activities-know-no-workflow-and-no-client', '^activities', {
      path: ['^workflows', '^src/(?!contract|admission)'],
    }),
    never('admission-is-pure', '^src/admission', { pathNot: '^src/(admission|contract)/' }),
    never('lines-know-the-pace-and-no-workflow', '^src/lines', {
      path: [
        '^workflows',
        '^src/(?!(lines|contract)/|client/(pace|lines-start|description-of|pending-activities)\\.ts)',
      ],
    }),
    never('lines-below-worker', '^(activities|src/(?!(lines|worker)/))', { path: '^src/lines/' }),
    never('workflows-have-admissions-recorded', '^(workflows|src/contract)', { path: '^src/admission/' }),
    // Nor by way of others, nor for its types: ringonce-client is made of what is reached here.
    never('client-loads-no-native-code', '^src/client', {
      path: [
        '^activities/',
        '^src/(worker|cli|dev|connect-simulator|contact-events|lines|process)/',
        '^node_modules/(@aws-sdk|@smithy|@temporalio/(activity|core-bridge|testing|worker|workflow))/',
      ],
      reachable: true,
    }),
    never('client-knows-workflow-types-only', '^src/client', { path: '^workflows', dependencyTypesNot: ['type-only'] }),
    never('simulator-reads-the-aws-page-for-itself', '^src/connect-simulator', {
      path: ['^workflows', '^activities', '^src/(?!connect-simulator)'],
    }),
    never('worker-below-cli-and-dev', '^src/worker', { path: '^src/(cli|dev|connect-simulator)/' }),
    never('contact-events-load-no-native-code-and-know-no-workflow', '^src/contact-events', {
      path: [
        '^workflows',
        '^activities/(?!(describe-contact|own-trouble|connect-client)\\.ts)',
        '^src/(?!(contact-events|contract|client|process)/)',
        '^node_modules/@temporalio/(worker|core-bridge|testing)',
      ],
    }),
    never('process-loads-no-native-code', '^src/process', {
      path: [
        '^workflows',
        '^activities',
        '^src/(?!(process|client)/)',
        '^node_modules/@temporalio/(worker|core-bridge|testing)',
      ],
    }),
    never('pacing-loads-no-native-code-and-knows-no-workflow', '^src/pacing', {
      path: [
        '^workflows',
        '^activities',
        '^src/(?!(pacing|admission|contract|client)/)',
        '^node_modules/@temporalio/(worker|core-bridge|testing)',
      ],
    }),
    never('client-below-pacing', '^src/client', { path: '^src/pacing/' }),
    never('nothing-imports-cli', '^(src/(?!cli/)|workflows|activities)', { path: '^src/cli/' }),
    never('source-knows-no-test', '^(src|workflows|activities)', { path: '^(test|bench|tools)/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
