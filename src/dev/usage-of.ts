import { execFile } from 'node:child_process';

const timeoutMs = 20_000;

/** What a program prints that is called with nothing. */
export function usageOf(path: string, environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, [], { env: environment, timeout: timeoutMs }, (error, stdout, stderr) => {
      // A number is its exit code: it ran. Anything else (ENOENT, a signal) is not an answer.
      if (error && typeof error.code !== 'number') reject(new Error(error.message, { cause: error }));
      else resolve(`${stdout}${stderr}`);
    });
  });
}
