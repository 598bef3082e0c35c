import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { createProgram } from '../../src/cli/program.js';
import { checkRow } from '../../src/client/preview.js';
import { judgeRows } from '../../src/batch/judge-rows.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { pythonWithSdk } from '../../tools/for-tests/other-languages.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { cliPath } from '../../src/dev/worker-process.js';
import { nothingInCommon, rowsOf } from '../batch/file/read.js';
import { allOf } from '../support/all-of.js';
import { userPages } from '../support/markdown.js';
import { callersKey, gatewayOf } from '../gateway/gateway-world.js';
import type { RunningGateway } from '../../src/gateway/start-gateway.js';
import { aRequest } from '../support/requests.js';
import { validatorOf } from '../support/schemas.js';
import { snippetsOf, type Snippet } from '../support/snippets.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';
import { temporaryDirectory, type TemporaryDirectory } from './fixtures.js';

/** What is not run, and why. Command lines of `ringonce` among it are read by the real program all the same. */
const notRun: readonly { readonly has: string; readonly why: string }[] = [
  { has: 'npm run dev ', why: 'stays up until Ctrl-C; test/dev/stay-up.test.ts and demo.long.test.ts do' },
  { has: '--not-before', why: 'waits until then, or until Ctrl-C; test/cli/times.test.ts does' },
  { has: 'ringonce events --queue-url', why: 'wants a queue of AWS, stays up; test/contact-events does' },
  { has: '--metrics-port', why: 'stays up; test/metrics does' },
  { has: 'aws cloudformation', why: 'creates a stack at AWS; test/deploy/aws-stack.long.test.ts does on moto' },
  { has: 'scrape_configs:', why: 'wants Prometheus in a cluster; Debian’s has no discovery in one' },
  { has: 'kubectl ', why: 'wants a cluster; test/deploy validates the manifests' },
  { has: 'ringonce gateway', why: 'stays up until Ctrl-C; test/gateway does' },
  { has: 'npm run soak', why: 'takes hours; test/tools/soak tests its parts' },
  { has: 'ringonce board', why: 'stays up until Ctrl-C; test/board does' },
  { has: 'ringonce codec-server', why: 'stays up until Ctrl-C; test/cli/codec-server.test.ts does' },
  { has: 'aws connect start-outbound-voice-contact', why: 'the AWS CLI is not among what the tests need' },
];
/** Not for a machine: pictures, and what the commands' help says (made from them, see test/cli/reference.test.ts). */
const notRead: readonly string[] = ['mermaid', 'text'];
const isRun = ({ text, language }: Snippet): boolean =>
  language !== 'help' && !notRead.includes(language) && !notRun.some(({ has }) => text.includes(has));

const snippets = (await Promise.all((await userPages()).map(snippetsOf))).flat();
const inLanguage = (...languages: string[]) => snippets.filter(({ language }) => languages.includes(language));
const programs = inLanguage('ts', 'js');
const shell = [...inLanguage('sh'), ...(await helpExamples())];

/** The command lines that the commands' own help shows, `…` and all. */
async function helpExamples(): Promise<Snippet[]> {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  return all(await createProgram()).flatMap((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    const lines = [...help.matchAll(/^ *\$ (ringonce (?:.*\\\n)*.*)$/gm)].map(([, line = '']) => line);
    return lines.length === 0 ? [] : [{ place: `${command.name()} --help`, language: 'help', text: lines.join('\n') }];
  });
}

const run = promisify(execFile);

/** The one that all programs and commands call for. */
const exampleInstance = 'c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a540';

/** The interpreter with Temporal's SDK that test/other-languages has too. */
const python = await pythonWithSdk();
if (python === undefined) console.warn('Python is not installed: its programs are not tried');
const dayMs = 24 * 3600_000;

/** The dates of an example pass: moved by whole weeks until the first of them lies ahead, with its day of the week. */
function ahead(text: string): string {
  const date = /\b20\d\d-\d\d-\d\d(?=[T"'\s]|$)/gm;
  const first = Math.min(...(text.match(date) ?? []).map((found) => Date.parse(found)));
  if (!Number.isFinite(first)) return text;
  const weeks = Math.max(0, Math.ceil((Date.now() + 2 * dayMs - first) / (7 * dayMs)));
  return text.replace(date, (found) => new Date(Date.parse(found) + weeks * 7 * dayMs).toISOString().slice(0, 10));
}

/** A program of its own: one that imports nothing goes on from the beginning of the README's first. */
function programOf({ text }: Snippet): string {
  const [opening = ''] = programs[0]?.text.split(/^const call = /m) ?? [];
  const whole = text.includes('import ') ? text : opening + text;
  return ahead(/\.(?:close|destroy)\(\)/.test(text) ? whole : `${whole}\nawait ringonce.close();\n`);
}

it('are in languages that are tried here, or not run for a reason that still holds', () => {
  // Go and Java: test/other-languages/programs.long.test.ts.
  const tried = ['ts', 'js', 'python', 'go', 'java', 'sh', 'json', 'jsonl', 'csv'];

  expect(snippets.filter((snippet) => isRun(snippet) && !tried.includes(snippet.language))).toEqual([]);
  expect(notRun.filter(({ has }) => !snippets.some(({ text }) => text.includes(has)))).toEqual([]);
});

describe('programs', () => {
  let world: World;
  let gateway: RunningGateway;
  let folder: TemporaryDirectory;
  beforeAll(async () => {
    folder = await temporaryDirectory();
    // Found as if they were installed: the package itself, and what its own programs import.
    const modules = join(folder.path, 'node_modules');
    await mkdir(modules);
    for (const name of ['@aws-sdk', '@types'])
      await symlink(join(projectRoot(), 'node_modules', name), join(modules, name));
    await symlink(projectRoot(), join(modules, 'ringonce'));
    await Promise.all(programs.map((snippet) => folder.write(fileOf(snippet), programOf(snippet))));
    world = await startWorld({ timeScale: 60 });
    await world.startWorker();
    await world.startContactEvents();
    gateway = await gatewayOf(world);
  });
  afterAll(async () => {
    await gateway.close();
    await world[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const fileOf = ({ place }: Snippet, extension = 'mts'): string =>
    `${place.replaceAll(sep, '-').replace(':', '-')}.${extension}`;

  it('pass the compiler', () => {
    const files = programs.map((snippet) => join(folder.path, fileOf(snippet)));
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    };
    const host = ts.createCompilerHost(options);
    host.getCurrentDirectory = () => folder.path;

    const problems = ts.getPreEmitDiagnostics(ts.createProgram(files, options, host));

    expect(problems.map((problem) => ts.formatDiagnostic(problem, host))).toEqual([]);
  });

  it.each(programs.filter(isRun))('$place runs', async (snippet) => {
    const { address, namespace } = world.settings;

    const { stdout, stderr } = await run(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), join(folder.path, fileOf(snippet))],
      {
        env: {
          ...process.env,
          TEMPORAL_ADDRESS: address,
          TEMPORAL_NAMESPACE: namespace,
          AWS_ENDPOINT_URL_CONNECT: gateway.url,
          AWS_REGION: 'us-west-2',
          AWS_ACCESS_KEY_ID: callersKey.accessKeyId,
          AWS_SECRET_ACCESS_KEY: callersKey.secretAccessKey,
        },
      },
    );

    expect(stderr).toBe('');
    expect(stdout).not.toContain('undefined');
  });

  it.runIf(python !== undefined).each(inLanguage('python'))('$place runs in Python', async (snippet) => {
    const file = fileOf(snippet, 'py');
    // Without the interpreter's tear-down, in which this SDK (1.35.0) dies now and then by a signal, after everything was printed.
    const ends =
      'import sys\nfailure = asyncio.run(main())\nprint(failure or "")\nsys.stdout.flush()\nos._exit(1 if failure else 0)';
    await folder.write(file, snippet.text.replace(/^(?:sys\.exit\()?asyncio\.run\(main\(\)\)+$/m, ends));

    const { stdout, stderr } = await run(python ?? '', [join(folder.path, file)], {
      env: { ...process.env, TEMPORAL_ADDRESS: world.settings.address },
    });

    expect(stderr).toBe('');
    expect(stdout).toContain("'outcome': 'ANSWERED'");
  });
});

describe('shell commands', () => {
  let world: World;
  let folder: TemporaryDirectory;
  /** Somebody talks. */
  let contactId: string;
  beforeAll(async () => {
    folder = await temporaryDirectory();
    const tsx = import.meta.resolve('tsx');
    const parseOnly = join(projectRoot(), 'test', 'support', 'parse-only.ts');
    const node = process.execPath;
    await folder.write('bin/ringonce', `#!/bin/sh\nexec '${node}' '${cliPath}' "$@"\n`, 0o755);
    await folder.write(
      'parse-only/ringonce',
      `#!/bin/sh\nexec '${node}' --import '${tsx}' '${parseOnly}' "$@"\n`,
      0o755,
    );
    const temporal = (await findTemporalCli()).path;
    await folder.write('bin/temporal', `#!/bin/sh\nexec '${temporal}' "$@"\n`, 0o755);
    // Other programs of what is only read are not run at all.
    for (const other of ['npm', 'aws', 'kubectl', 'temporal'])
      await folder.write(`parse-only/${other}`, '#!/bin/sh\n', 0o755);
    // What the commands of a clone name, in a place where they may write.
    await cp(join(projectRoot(), 'examples'), join(folder.path, 'examples'), { recursive: true });
    await symlink(join(projectRoot(), 'dist'), join(folder.path, 'dist'));
    await folder.write('.curlrc', 'silent\nshow-error\nfail-with-body\n');
    world = await startWorld({ timeScale: 60 });
    await world.startWorker();
    const client = localConnectClient(world.connect);
    for (const scenario of ['busy', 'long-talk'] as const) {
      const request = aRequest({ ClientToken: scenario, DestinationPhoneNumber: numberOf(scenario) });
      const answer = await client.send(new StartOutboundVoiceContactCommand(request));
      contactId = answer.ContactId ?? '';
    }
    client.destroy();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  // One of them stops the dialling.
  afterEach(() => world.ringonce.lines.set(exampleInstance, { lines: 10 }));

  it.each(shell)('$place', async (snippet) => {
    const { address, namespace } = world.settings;
    const bin = join(folder.path, isRun(snippet) ? 'bin' : 'parse-only');
    const environment = {
      PATH: [bin, dirname(process.execPath), process.env['PATH']].join(':'),
      HOME: folder.path,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      CONNECT: world.connect.url,
      CONTACT_ID: contactId,
    };

    const { stderr } = await run('bash', ['--norc', '-euc', ahead(snippet.text)], {
      cwd: folder.path,
      env: environment,
    });

    // What start-outbound-voice-contact has to say besides its answer.
    expect(stderr.replace(/^(?:no effect here|client token): .*\n/gm, '')).toBe('');
  });
});

describe('JSON Lines', () => {
  it.each(inLanguage('jsonl'))('$place is a file of results', ({ text }) => {
    for (const line of text.trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({
        row: expect.any(Number) as number,
        verdict: expect.any(String) as string,
      });
  });
});

describe('JSON', () => {
  it.each(inLanguage('json'))('$place is what it shows', ({ text }) => {
    const document = JSON.parse(text) as Record<string, unknown>;

    expect(validatorOf('call-options')({ callingHours: document })).toBe(true);
  });
});

describe('CSV', () => {
  it.each(inLanguage('csv'))('$place holds rows that are valid', async ({ text }) => {
    const { ContactFlowId, InstanceId, SourcePhoneNumber } = aRequest();
    const request = { ContactFlowId, InstanceId, SourcePhoneNumber };

    const rows = await rowsOf(text, { format: 'csv', common: { ...nothingInCommon, request } });
    const verdicts = await allOf(judgeRows(rows, { judge: checkRow, concurrency: 1 }));

    expect(verdicts.map(({ verdict }) => verdict)).toEqual(
      text
        .trim()
        .split('\n')
        .slice(1)
        .map(() => 'valid'),
    );
  });
});
