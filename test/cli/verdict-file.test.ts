import { execFile } from 'node:child_process';
import { lstat, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createVerdictFile } from '../../src/cli/verdict-file.js';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringonce-verdicts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const spelled = [{ member: 'workflowId', message: 'holds the digits of DestinationPhoneNumber' }];
const unread = [{ member: 'References', message: 'is not JSON' }];

it.each([
  { how: 'refused for it', workflowId: 'lead-206-555-0100', issues: spelled },
  { how: 'refused for it, with the digits of an attempt', workflowId: 'lead-206555', issues: spelled },
  { how: 'refused before its ID was looked at', workflowId: '+12065550100', issues: unread },
  { how: 'with another separator', workflowId: 'lead_206_555_01:00', issues: unread },
])('a number in the ID of a row is not told: $how', async ({ workflowId, issues }) => {
  const path = join(await aFolder(), 'verdicts.jsonl');
  const verdicts = await createVerdictFile(path);

  await verdicts.write({ row: 1, line: 2, workflowId, verdict: 'invalid', issues });
  await verdicts.write({ row: 2, line: 3, workflowId: 'order-4711', verdict: 'invalid', issues: unread });
  await verdicts.close();

  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { row: 1, line: 2, verdict: 'invalid', issues },
    { row: 2, line: 3, id: 'order-4711', verdict: 'invalid', issues: unread },
  ]);
});

it('the verdicts of an earlier run stand until those of the next one are complete', async () => {
  const path = join(await aFolder(), 'verdicts.jsonl');
  await writeFile(path, 'earlier\n');

  const verdicts = await createVerdictFile(path);
  await verdicts.write({ row: 1, line: 2, workflowId: 'order-1', verdict: 'started' });

  expect(await readFile(path, 'utf8')).toBe('earlier\n');
  await verdicts.close();
  expect(await readFile(path, 'utf8')).toBe('{"row":1,"line":2,"id":"order-1","verdict":"started"}\n');
});

const verdict = { row: 1, workflowId: 'order-1', verdict: 'started' };
const text = '{"row":1,"id":"order-1","verdict":"started"}\n';

it('verdicts never replace the rows that they are of, by whatever name', async () => {
  const folder = await aFolder();
  const rows = join(folder, 'rows.jsonl');
  await writeFile(rows, 'rows\n');
  await symlink(rows, join(folder, 'other.jsonl'));

  for (const path of [rows, join(folder, 'other.jsonl')])
    await expect(createVerdictFile(path, await stat(rows))).rejects.toThrow(
      `--output: ${path} is the file that the rows come from. Name another one`,
    );
  expect(await readdir(folder)).toHaveLength(2);
});

it('verdicts go through a pipe that has a name, which stays', async () => {
  const path = join(await aFolder(), 'pipe');
  await promisify(execFile)('mkfifo', [path]);
  const read = readFile(path, 'utf8');

  const verdicts = await createVerdictFile(path);
  await verdicts.write(verdict);
  await verdicts.close();

  expect(await read).toBe(text);
  expect((await stat(path)).isFIFO()).toBe(true);
});

/** As root this made a file of the machine's `/dev/stdout`. */
it('verdicts go to a file that is open already by the name of its descriptor, which stays, behind what is there', async () => {
  const file = join(await aFolder(), 'out.txt');
  await writeFile(file, 'before\n');
  await using handle = await open(file, 'a');
  const path = `/dev/fd/${handle.fd}`;

  const verdicts = await createVerdictFile(path);
  await verdicts.write(verdict);
  await verdicts.close();

  expect(await readFile(file, 'utf8')).toBe(`before\n${text}`);
});

it('verdicts replace the file that a link stands for, and the link stays', async () => {
  const folder = await aFolder();
  const [file, link] = [join(folder, 'verdicts.jsonl'), join(folder, 'link.jsonl')];
  await writeFile(file, 'earlier\n');
  await symlink(file, link);

  const verdicts = await createVerdictFile(link);
  await verdicts.write(verdict);
  await verdicts.close();

  expect(await readFile(file, 'utf8')).toBe(text);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readdir(folder)).toHaveLength(2);
});

it('verdicts go to where a link points to, which stays, when nothing is there yet', async () => {
  const folder = await aFolder();
  const [file, link] = [join(folder, 'verdicts.jsonl'), join(folder, 'link.jsonl')];
  await symlink('verdicts.jsonl', link);

  const verdicts = await createVerdictFile(link);
  await verdicts.write(verdict);
  await verdicts.close();

  expect(await readFile(file, 'utf8')).toBe(text);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
});

it('verdicts that are not wanted may go to a device, which stays', async () => {
  // Not by its own name: were it replaced, the machine would miss it.
  const path = join(await aFolder(), 'null');
  await symlink('/dev/null', path);

  const verdicts = await createVerdictFile(path);
  await verdicts.write(verdict);
  await verdicts.close();

  expect((await stat(path)).isCharacterDevice()).toBe(true);
});

it.skipIf(process.platform !== 'linux')(
  'a disk that is full is told by name, and the earlier verdicts stand',
  async () => {
    const path = join(await aFolder(), 'verdicts.jsonl');
    await writeFile(path, 'earlier\n');
    await symlink('/dev/full', `${path}.${process.pid}.partial`);
    const verdicts = await createVerdictFile(path);
    const writeMany = async () => {
      for (let row = 1; row < 10_000; row++) await verdicts.write({ ...verdict, row });
    };

    await expect(writeMany()).rejects.toThrow(`The results cannot be written to ${path} (ENOSPC).`);
    await expect(verdicts.write(verdict)).rejects.toThrow('ENOSPC');
    await expect(verdicts.close()).rejects.toThrow(`The results cannot be written to ${path} (ENOSPC).`);
    expect(await readFile(path, 'utf8')).toBe('earlier\n');
    expect(await readdir(dirname(path))).toEqual(['verdicts.jsonl']);
  },
);
