import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startBatchProgress } from '../../src/cli/batch-progress.js';

/** What is written to stderr from now on, which is a terminal. */
function onATerminal(): string[] {
  const { stderr } = process;
  const wasTerminal = stderr.isTTY;
  const written: string[] = [];
  const write = vi.spyOn(stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  stderr.isTTY = true;
  onTestFinished(() => {
    write.mockRestore();
    stderr.isTTY = wasTerminal;
  });
  return written;
}

const showCursor = '\x1B[?25h';
const wrapLines = '\x1B[?7h';

it('a bar that is interrupted leaves the terminal as it was, for whatever is said next, and draws nothing any more', async () => {
  const written = onATerminal();
  using progress = startBatchProgress({ bytes: 100, bytesJudged: () => 50, asLines: false });

  progress.goOnInLines();
  const text = written.splice(0).join('');
  progress.count('started');
  await wait(500);

  expect(text).toContain(showCursor);
  expect(text).toContain(wrapLines);
  expect(text).toMatch(/\n$/);
  expect(written).toEqual([]);
});

it('verdicts on the same terminal are not mixed with a bar', async () => {
  const written = onATerminal();
  using progress = startBatchProgress({ bytes: 100, bytesJudged: () => 50, asLines: true });

  progress.count('started');
  await wait(500);

  expect(written).toEqual([]);
});
