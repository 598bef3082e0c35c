import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithUs } from '../../src/dev/children.js';
import { projectRoot } from '../../src/dev/project-root.js';

/** The account that the local Connect's ARNs have. */
const account = '111122223333';

/** moto's server, which stands in for CloudFormation, EventBridge, SQS, IAM and CloudWatch, with the stack of deploy/aws/ringonce.yaml. */
export interface MotoServer extends AsyncDisposable {
  readonly url: string;
  /** Runs a command of stack.py; answers what it prints. */
  stack(args: readonly string[], stdin?: string): Promise<unknown>;
}

export async function startMotoServer(python: string): Promise<MotoServer> {
  const env = { ...process.env, MOTO_ACCOUNT_ID: account, PYTHONUNBUFFERED: '1' };
  const child = spawn(python, ['-m', 'moto.server', '--host', '127.0.0.1', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const guard = endWithUs(child);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        const found = /Running on (http:\S+)/.exec((output += text))?.[1];
        if (found !== undefined) resolve(found);
      });
    child.once('exit', (code) => reject(new Error(`moto's server ended with ${String(code)}: ${output}`)));
  });
  return {
    url,
    async stack(args, stdin = '') {
      const settings = {
        AWS_ENDPOINT_URL: url,
        AWS_DEFAULT_REGION: 'us-west-2',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      };
      const running = promisify(execFile)(python, [join(projectRoot(), 'test', 'deploy', 'stack.py'), ...args], {
        env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...settings },
      });
      running.child.stdin?.end(stdin);
      return JSON.parse((await running).stdout) as unknown;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await guard.release();
    },
  };
}
