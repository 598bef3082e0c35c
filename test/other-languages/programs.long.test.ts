import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { goProgram, javaWithSdk, pythonWithSdk } from '../../tools/for-tests/other-languages.js';
import { temporaryDirectory, type TemporaryDirectory } from '../dev/fixtures.js';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { snippetsOf } from '../support/snippets.js';
import { startWorld, type World } from '../support/world.js';

/** The programs of docs/other-languages.md that start a call, as they stand there. */
const snippets = await snippetsOf('docs/other-languages.md');
const programOf = (language: string): string => snippets.find((snippet) => snippet.language === language)?.text ?? '';

let folder: TemporaryDirectory;
let world: World;
beforeAll(async () => {
  folder = await temporaryDirectory();
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

interface Language {
  readonly name: string;
  readonly id: string;
  readonly text: string;
  /** Command and arguments that run a text. */
  readonly command: (text: string, name: string) => Promise<readonly string[]>;
}

const languages: Language[] = [];
const python = await pythonWithSdk();
if (python !== undefined)
  languages.push({
    name: 'Python',
    id: 'order-4713',
    text: programOf('python'),
    command: async (text, name) => {
      // Without the interpreter's tear-down, in which this SDK (1.35.0) dies now and then by a signal, after everything was printed.
      const run =
        'failure = asyncio.run(main())\nprint(failure or "")\nsys.stdout.flush()\nos._exit(1 if failure else 0)';
      await folder.write(`${name}.py`, text.replace('sys.exit(asyncio.run(main()))', run));
      return [python, `${folder.path}/${name}.py`];
    },
  });
const hasGo = (await goProgram('call', { 'main.go': programOf('go') })) !== undefined;
if (hasGo)
  languages.push({
    name: 'Go',
    id: 'order-4714',
    text: programOf('go'),
    command: async (text) => [(await goProgram('call', { 'main.go': text })) ?? ''],
  });
const java = await javaWithSdk();
if (java !== undefined)
  languages.push({
    name: 'Java',
    id: 'order-4715',
    text: programOf('java'),
    command: async (text, name) => {
      await folder.write(`${name}/OutboundCall.java`, text);
      return [java, `${folder.path}/${name}/OutboundCall.java`];
    },
  });
for (const name of ['Python', 'Go', 'Java'])
  if (!languages.some((language) => language.name === name))
    console.warn(`${name} is not installed: its program is not tried`);

const rings = (id: string) => world.connect.ledger({ clientToken: id });

describe.each(languages)('the program in $name', ({ name, id, text, command }) => {
  async function run(change: (text: string) => string, as: string) {
    const changed = change(text);
    const [file = '', ...args] = await command(changed, as);
    const env = { ...process.env, TEMPORAL_ADDRESS: world.settings.address };
    // Also what a program prints that ends badly.
    return new Promise<{ readonly status: unknown; readonly printed: string }>((resolve) => {
      execFile(file, args, { env }, (error, stdout, stderr) =>
        resolve(
          error === null ? { status: 0, printed: stdout } : { status: error.code, printed: `${stdout}${stderr}` },
        ),
      );
    });
  }
  const whole = `whole-${name}`;

  it('places a call, once, and prints its result', async () => {
    const { status, printed } = await run((text) => text, whole);
    expect({ status, printed }).toEqual({
      status: 0,
      printed: expect.stringMatching(/started[\s\S]*ANSWERED/) as string,
    });
    expect(printed).toContain(rings(id)[0]?.ContactId);
    expect(rings(id)).toHaveLength(1);
  });

  it('finds the call again after its end', async () => {
    const { status, printed } = await run((text) => text, whole);
    expect({ status, printed }).toEqual({ status: 0, printed: expect.stringContaining('ANSWERED') as string });
    expect(rings(id)).toHaveLength(1);
  });

  it('says so of a call that was cancelled', async () => {
    const cancelled = `cancelled-${name}`;
    const request = {
      InstanceId: 'c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a540',
      ContactFlowId: '7d2f4a1c-9b3e-4c58-8f61-2a5d0e9c4b17',
      SourcePhoneNumber: '+12065550190',
      DestinationPhoneNumber: '+12065550100',
    };
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const call = await world.ringonce.start(cancelled, request, { notBefore });
    await call.cancel();
    await call.result().catch(() => undefined);

    const { status, printed } = await run((text) => text.replaceAll(id, cancelled), cancelled);

    expect({ status, printed }).toEqual({ status: 1, printed: expect.stringMatching(/cancel/i) as string });
    expect(printed).not.toContain('Traceback');
    expect(rings(cancelled)).toEqual([]);
  });

  it('sees the conflict with a call that runs', async () => {
    const taken = `conflict-${name}`;
    const request = {
      InstanceId: 'c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a540',
      ContactFlowId: '7d2f4a1c-9b3e-4c58-8f61-2a5d0e9c4b17',
      SourcePhoneNumber: '+12065550190',
      DestinationPhoneNumber: '+12065550101',
    };
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const call = await world.ringonce.start(taken, request, { notBefore });

    const { status, printed } = await run((text) => text.replaceAll(id, taken), taken);

    expect({ status, printed }).toEqual({
      status: 1,
      printed: expect.stringMatching(/CallConflict[\s\S]*DestinationPhoneNumber/) as string,
    });
    expect(await call.cancel()).toMatchObject({ is: 'not-dialled' });
    expect(rings(taken)).toEqual([]);
  });

  it('is told what is wrong with an invalid request', async () => {
    const invalid = `invalid-${name}`;
    const { status, printed } = await run(
      (text) => text.replaceAll(id, invalid).replace('+12065550100', '2065550100'),
      invalid,
    );
    expect({ status, printed }).toEqual({
      status: 1,
      printed: expect.stringMatching(/InvalidRequest[\s\S]*DestinationPhoneNumber: must be E.164/) as string,
    });
    expect(rings(invalid)).toEqual([]);
  });
});

describe.runIf(python !== undefined)('with encryption', () => {
  let encrypted: World;
  const keys = keyOf('k1', 1);
  beforeAll(async () => {
    useKeys(keys);
    encrypted = await startWorld({ timeScale: 60 });
    await encrypted.startWorker();
    await encrypted.startContactEvents();
  });
  afterAll(async () => {
    await encrypted[Symbol.asyncDispose]();
    useKeys();
  });

  it('the program in Python, its client with the codec, places a call, and reads its result', async () => {
    const language = languages.find(({ name }) => name === 'Python');
    const converter = 'data_converter=ringonce_codec.data_converter(os.environ["RINGONCE_ENCRYPTION_KEYS"])';
    const text = (language?.text ?? '')
      .replace('import os\n', 'import os\nimport ringonce_codec\n')
      .replace('"localhost:7233"))', `"localhost:7233"), ${converter})`);
    const [file = '', ...args] = (await language?.command(text, 'encrypted')) ?? [];
    const env = {
      ...process.env,
      TEMPORAL_ADDRESS: encrypted.settings.address,
      RINGONCE_ENCRYPTION_KEYS: keys,
      PYTHONPATH: join(projectRoot(), 'examples', 'codec', 'python'),
    };

    const { stdout } = await promisify(execFile)(file, args, { env });

    expect(stdout).toContain("'outcome': 'ANSWERED'");
    expect(encrypted.connect.ledger({ clientToken: 'order-4713' })).toHaveLength(1);
    const { events } = await encrypted.ringonce.client.workflow.getHandle('order-4713').fetchHistory();
    const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    expect(payloads.map((payload) => Buffer.from(payload.metadata?.['encoding'] ?? []).toString())).toEqual(
      Array(2).fill('binary/x-ringonce-aes256gcm'),
    );
  });
});
