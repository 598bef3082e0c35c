import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from '../src/dev/project-root.js';
import { runChild } from './children.js';
import { progress } from './progress.js';

export interface AdmissionPlan {
  /** Fresh processes with `src/admission`, and as many without. */
  readonly loads: number;
  readonly previews: number;
}

export interface AdmissionFigures {
  /** From a process's start until it is ready, with nothing loaded and with `src/admission`: one sample a process. */
  readonly readyMs: { readonly nothing: readonly number[]; readonly load: readonly number[] };
  /** One sample a preview, with hours and holidays. */
  readonly previewMs: readonly number[];
  /** Of the published package, unpacked. */
  readonly packageBytes: number;
}

/** What `admission-child.mjs` sends. */
interface ChildFigures {
  readonly processStartToReadyMs: number;
  readonly previewMs?: readonly number[];
}

const timeoutMs = 60_000;

/** What it takes to decide when a call may be dialled, in time and in the size of the package. Of the built project. */
export async function measureAdmission({ loads, previews }: AdmissionPlan): Promise<AdmissionFigures> {
  progress(`Admission: ${loads} processes that load it, and as many that load nothing`);
  const readyMs = { nothing: [] as number[], load: [] as number[] };
  for (let index = 0; index < loads; index++) {
    readyMs.nothing.push((await runAdmissionChild('nothing')).processStartToReadyMs);
    readyMs.load.push((await runAdmissionChild('load')).processStartToReadyMs);
  }
  progress(`Admission: ${previews} previews`);
  const { previewMs = [] } = await runAdmissionChild('preview', String(previews));
  progress('Size of the package');
  return { readyMs, previewMs, packageBytes: await packageBytes() };
}

async function runAdmissionChild(...args: string[]): Promise<ChildFigures> {
  const script = new URL('./admission-child.mjs', import.meta.url);
  return (await runChild({ script, args, timeoutMs })) as ChildFigures;
}

async function packageBytes(): Promise<number> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], { cwd: projectRoot() });
  // A list up to npm 11, by the package's name from npm 12 on.
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { unpackedSize: number }>);
  if (packed === undefined) throw new Error('npm pack told of no package.');
  return packed.unpackedSize;
}
