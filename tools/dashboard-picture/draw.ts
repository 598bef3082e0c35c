// Draws a recording of the dashboard in a browser, with Grafana's components, which are installed here when first needed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../src/dev/project-root.js';
import type { Recording } from './record.js';

const folder = join(projectRoot(), 'tools', 'dashboard-picture');
const width = 1_100;

/** The page shows the dashboard afterwards, 1,100 px wide. */
export async function drawDashboard(page: Page, recording: Recording): Promise<void> {
  const built = mkdtempSync(join(tmpdir(), 'ringonce-dashboard-'));
  try {
    buildPage(built);
    await page.setViewportSize({ width: width + 32, height: 1_000 });
    // Grafana's code reads the storage of an origin, which an empty page does not have.
    await page.route('http://localhost/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<body style="margin:0;padding:16px;background:#f4f5f5"></body>',
      }),
    );
    await page.goto('http://localhost/');
    await page.addStyleTag({ path: join(built, 'dashboard.css') });
    await page.addScriptTag({ path: join(built, 'dashboard.js') });
    await page.evaluate(`drawDashboard(${JSON.stringify({ ...recording, width })})`);
    await page.getByText('Lines busy').waitFor();
  } finally {
    rmSync(built, { recursive: true });
  }
}

function buildPage(outdir: string): void {
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  // react-table, which no panel uses, asks for an older React.
  run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--legacy-peer-deps']);
  run(join('node_modules', '.bin', 'esbuild'), [
    'dashboard.jsx',
    '--bundle',
    '--minify',
    '--log-level=warning',
    '--jsx=automatic',
    '--define:process.env.NODE_ENV="production"',
    // Of the editor, which is not drawn.
    '--loader:.ttf=empty',
    `--outdir=${outdir}`,
  ]);
}
