import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/cli/program.js';
import { startWorld, type World } from '../../support/world.js';
import { ringonceWithStdin } from '../ringonce-process.js';
import { differences } from './differences.js';
import { filesFolder, recorded, type Did, type Recorded } from './recorded.js';

const operation = 'start-outbound-voice-contact';
const folderBefore = process.cwd();

let world: World;
beforeAll(async () => {
  world = await startWorld({ keepBodies: true, timeScale: 1000 });
  await world.startWorker();
  // A call holds one of the ten lines until its end is known: at once.
  await world.startContactEvents();
  process.chdir(filesFolder);
});
afterAll(async () => {
  process.chdir(folderBefore);
  await world[Symbol.asyncDispose]();
});

describe('start-outbound-voice-contact does what the AWS CLI was recorded to do', () => {
  it.each(recorded.filter(({ n }) => !differences.has(n)).map((row) => [row.n, wordsOf(row), row] as const))(
    '%i %s',
    async (_n, _words, row) => {
      const did = await whatOursDoes(row);

      expect(did).toEqual(whatAwsDid(row));
    },
  );
});

describe('start-outbound-voice-contact differs on purpose', () => {
  it.each(
    recorded.flatMap((row) => {
      const difference = differences.get(row.n);
      return difference === undefined ? [] : [[row.n, `${wordsOf(row)}: ${difference.why}`, row, difference] as const];
    }),
  )('%i %s', async (...[, , row, { ours, args = [] }]) => {
    const did = await whatOursDoes({ ...row, args: [...row.args, ...args] });

    const { body, ...expected } = { ...whatAwsDid(row), ...ours };
    expect(did).toEqual(expected.requests === 0 ? expected : { ...expected, body });
    expect(did, 'no difference any more').not.toEqual(whatAwsDid(row));
  });

  it('in rows that exist', () => {
    const known = new Set(recorded.map(({ n }) => n));
    expect([...differences.keys()].filter((n) => !known.has(n))).toEqual([]);
  });
});

function wordsOf({ args }: Recorded): string {
  const words = args
    .join(' ')
    .replace('--destination-phone-number +12065550100 --contact-flow-id f --instance-id i', '…');
  return words.length > 100 ? `${words.slice(0, 100)}…` : words;
}

type Comparable = Did;

const whatAwsDid = ({ exit, class: kind, body, requests, stdout }: Recorded): Comparable => ({
  exit,
  class: kind,
  ...(body === undefined ? {} : { body: withoutEmptyAttributes(body) }),
  requests,
  // Of a call: skeletons are the AWS CLI's own.
  ...(stdout === undefined ? {} : { stdout }),
});

/** The attribute of ours that stands in it is taken out: what is left is empty if none was given. */
function withoutEmptyAttributes({ Attributes, ...body }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.keys(Attributes ?? {}).length === 0 ? body : { ...body, Attributes };
}

async function whatOursDoes(row: Recorded): Promise<Comparable> {
  world.connect.clearFaults();
  if (row.before !== undefined) await start(await filledIn(row.before, row), row);
  const args = await filledIn(row.args, row);
  if (row.fault !== undefined) world.connect.inject({ times: 1, ...row.fault });
  const before = world.connect.requests().length;
  const printed = await start(args, row);
  const requests = world.connect
    .requests()
    .slice(before)
    // A call of an earlier row may go on.
    .filter(({ operation, clientToken }) => {
      const isItsOwn = [...args, printed.stderr].some((text) => clientToken !== null && text.includes(clientToken));
      return operation === 'StartOutboundVoiceContact' && isItsOwn;
    });
  const bodies = requests.map(({ body = '{}' }) => JSON.parse(body) as Record<string, unknown>);
  return {
    exit: printed.exit,
    class: classOf(printed),
    ...(bodies[0] === undefined ? {} : { body: withoutOurs(bodies[0], args) }),
    requests: requests.length,
    ...(row.stdout === undefined ? {} : { stdout: printed.stdout.replaceAll(uuid, '<uuid>') }),
  };
}

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

function classOf({ exit, stderr }: Printed): string {
  const named: Readonly<Record<number, string>> = { 0: 'ok', 252: 'usage', 253: 'configuration', 255: 'general' };
  return named[exit] ?? /An error occurred \((\w+)\) when calling/.exec(stderr)?.[1] ?? `exit ${exit}`;
}

/** Without our own attribute, and a token that was made as in the record. */
function withoutOurs({ Attributes = {}, ...body }: Record<string, unknown>, args: readonly string[]) {
  const own = Object.entries(Attributes as Record<string, string>).filter(([key]) => key !== 'ringonce-call-id');
  const { ClientToken } = body;
  const isGiven = args.some((arg) => typeof ClientToken === 'string' && arg.includes(ClientToken));
  return withoutEmptyAttributes({
    ...body,
    Attributes: Object.fromEntries(own),
    ...(isGiven ? {} : { ClientToken: '<uuid>' }),
  });
}

interface Printed {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function start(args: readonly string[], row: Recorded): Promise<Printed> {
  const env = {
    TEMPORAL_ADDRESS: world.server.address,
    TEMPORAL_NAMESPACE: world.server.namespace,
    HOME: '/nonexistent',
    ...row.env,
  };
  if (row.stdin === undefined) return inThisProcess(args, env);
  const { exitCode, stdout, stderr } = await ringonceWithStdin([operation, ...args], env, row.stdin);
  return { exit: exitCode ?? -1, stdout, stderr };
}

/** As `main.ts` does it. To start a process takes longer than all the rest. */
async function inThisProcess(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Printed> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  try {
    return { exit: await run([operation, ...args]), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** What stands for something else in the row. */
async function filledIn(args: readonly string[], { n }: Recorded): Promise<string[]> {
  const skeleton = args.includes('{SKELETON}') ? (await inThisProcess(['--generate-cli-skeleton'], {})).stdout : '';
  return args.map((arg) =>
    arg
      .replaceAll('{TOKEN}', `par-${n}`)
      .replaceAll('{ENDPOINT}', world.connect.url)
      .replaceAll('{SKELETON}', skeleton),
  );
}
