import { join } from 'node:path';
import { projectRoot } from '../../src/dev/project-root.js';
import { pythonWith } from './python-venv.js';

/** A Python with moto's server, cfn-lint and kubernetes-validate, which the tests of `deploy/` run; undefined where there is no Python. */
export const pythonWithDeployTools = (): Promise<string | undefined> =>
  pythonWith({
    folder: join(projectRoot(), 'test', 'deploy'),
    name: 'python-deploy',
    what: 'moto, cfn-lint and kubernetes-validate',
    modules: ['moto.server', 'cfnlint', 'kubernetes_validate'],
  });
