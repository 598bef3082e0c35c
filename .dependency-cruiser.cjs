/** Imports point one way: cli → client, worker, dev → workflows (types only) → contract. See ARCHITECTURE.md. */
const never = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to });

const nativeTemporal = '^node_modules/@temporalio/(worker|core-bridge|testing)';

module.exports = {
  forbidden: [
    never('no-cycles', '', { circular: true }),
    never('contract-imports-zod-only', '^src/contract', { pathNot: ['^src/contract', '^node_modules/zod'] }),
    never('workflows-stay-in-the-sandbox', '^workflows', {
      pathNot: ['^workflows', '^src/contract', '^node_modules/@temporalio/(workflow|common)'],
      dependencyTypesNot: ['type-only'],
    }),
    // Each workflow type has only its own modules evaluated.
    never('workflow-types-share-what-is-shared', '^workflows/([^/]+)/', {
      path: '^workflows/',
      pathNot: '^workflows/($1|shared)/',
    }),
    never('only-the-worker-imports-activities', '^src/(?!worker/)', { path: '^activities/' }),
    never('activities-use-adapters', '^activities', {
      path: ['^workflows', '^src/(?!(contract|connect|temporal|admission)/)'],
    }),
    never('connect-is-an-adapter', '^src/connect/', {
      path: ['^workflows', '^activities', '^src/(?!(connect|contract)/)', nativeTemporal],
    }),
    never('temporal-is-an-adapter', '^src/temporal', {
      path: ['^workflows', '^activities', '^src/(?!(temporal|contract)/)', '^node_modules/@aws-sdk', nativeTemporal],
    }),
    never('admission-is-pure', '^src/admission', { pathNot: '^src/(admission|contract)/' }),
    never('encryption-knows-the-contract', '^src/encryption', {
      path: ['^workflows', '^activities', '^src/(?!(encryption|contract|http)/)'],
    }),
    never('lines-know-no-workflow-and-no-client', '^src/lines', {
      path: ['^workflows', '^src/(?!(lines|contract|connect|temporal)/)'],
    }),
    never('lines-below-worker', '^(activities|src/(?!(lines|worker)/))', { path: '^src/lines/' }),
    never('workflows-have-admissions-recorded', '^(workflows|src/contract)', { path: '^src/admission/' }),
    // Nor by way of others, nor for its types: ringonce-client is made of what is reached here.
    never('client-loads-no-native-code', '^src/client', {
      path: [
        '^activities/',
        '^src/(connect|worker|cli|dev|connect-simulator|contact-events|lines|metrics|tracing)/',
        '^node_modules/(@opentelemetry|prom-client)/',
        '^node_modules/(@aws-sdk|@smithy|@temporalio/(activity|core-bridge|testing|worker|workflow))/',
      ],
      reachable: true,
    }),
    never('client-knows-workflow-types-only', '^src/client', { path: '^workflows', dependencyTypesNot: ['type-only'] }),
    never('simulator-reads-the-aws-page-for-itself', '^src/connect-simulator', {
      path: ['^workflows', '^activities', '^src/(?!connect-(simulator|protocol)/)'],
    }),
    never('http-serves-anything', '^src/http', { path: ['^workflows', '^activities', '^src/(?!http/)'] }),
    never('the-protocol-is-the-wire-alone', '^src/connect-protocol', {
      path: ['^workflows', '^activities', '^src/(?!connect-protocol/)'],
    }),
    never('gateway-loads-no-native-code-and-knows-no-workflow', '^src/gateway', {
      path: [
        '^workflows',
        '^activities',
        '^src/(?!(gateway|connect-protocol|contract|client|connect|temporal|encryption|http)/|logging.ts)',
        nativeTemporal,
      ],
    }),
    never('metrics-load-no-native-code-and-know-no-workflow', '^src/metrics', {
      path: [
        '^workflows',
        '^activities',
        '^src/(?!(metrics|admission/data|contract|connect|http|temporal)/|package-version.ts)',
        nativeTemporal,
      ],
    }),
    never('tracing-knows-no-call', '^src/tracing', {
      path: ['^workflows', '^activities', '^src/(?!(tracing|contract)/)'],
    }),
    never('board-loads-no-native-code-and-knows-no-workflow', '^src/board', {
      path: ['^workflows', '^activities', '^src/(?!(board|contract|client|http|temporal)/)', nativeTemporal],
    }),
    never('worker-below-cli-and-dev', '^src/worker', { path: '^src/(cli|dev|connect-simulator)/' }),
    never('contact-events-load-no-native-code-and-know-no-workflow', '^src/contact-events', {
      path: [
        '^workflows',
        '^activities',
        '^src/(?!(contact-events|contract|client|connect|http|metrics|temporal)/|logging.ts)',
        nativeTemporal,
      ],
    }),
    never('batch-loads-no-native-code-and-knows-no-client', '^src/batch', {
      path: ['^workflows', '^activities', '^src/(?!(batch|admission|contract|temporal)/)', nativeTemporal],
    }),
    never('client-reads-no-batch-files', '^src/client', { path: '^src/batch/file/' }),
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
