import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import MinimizerPlugin from 'minimizer-webpack-plugin';

/**
 * Bundles the workflow code.
 *
 * The sandbox evaluates every module again for each workflow it caches. The contract, and zod with it, is evaluated once and shared:
 * of all calls it keeps nothing but its schemas, which are made when they are first needed (`once`) and hold no input. It is frozen, so that
 * no other state can grow. Of the rest what nobody uses must go: production mode marks it and
 * terser drops it. Names stay, so that stack traces and failures in the history stay readable.
 *
 * @param workflowsPath entry of the bundle
 * @param options `failureConverterPath`: for workers that encrypt payloads; `isTraced`: for those that trace
 */
export function bundleWorkflows(
  workflowsPath: string,
  { isTraced = false, ...options }: { readonly failureConverterPath?: string; readonly isTraced?: boolean } = {},
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    ...options,
    ...(isTraced ? { workflowInterceptorModules: [tracingInterceptors()] } : {}),
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    preloadModules: [fileURLToPath(new URL('../contract/index.js', import.meta.url))],
    webpackConfigHook: (config) => ({
      ...config,
      mode: 'production',
      performance: false,
      module: { ...config.module, rules: [...(config.module?.rules ?? []), lazyEntry] },
      optimization: { ...config.optimization, minimize: true, minimizer: [dropUnusedCode] },
    }),
  });
}

const tracingInterceptors = (): string =>
  createRequire(import.meta.url).resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors');

/** The entry requires the modules of a workflow type when it is run; in a package of ES modules webpack must be told that it may. */
const lazyEntry = { test: /[\\/]workflows[\\/]index\.[jt]s$/, type: 'javascript/auto' };

const dropUnusedCode = new MinimizerPlugin({
  extractComments: false,
  terserOptions: {
    mangle: false,
    keep_classnames: true,
    keep_fnames: true,
    compress: { defaults: false, dead_code: true, unused: true, side_effects: true, passes: 3 },
    format: { beautify: true },
  },
});
