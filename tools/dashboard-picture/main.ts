// Writes docs/pictures/dashboard.png: npm run dashboard-picture. It takes ten minutes of calls, and Prometheus and Chromium of the machine.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectRoot } from '../../src/dev/project-root.js';
import { chromiumMissing, findChromium } from '../../test/browser/chromium.js';
import { drawDashboard } from './draw.js';
import { recordDashboard } from './record.js';

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(chromiumMissing);
const recording = await recordDashboard();
// Debian's sandbox needs rights that containers do not give.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  await drawDashboard(page, recording);
  // What is drawn moves into its place.
  await page.waitForTimeout(3_000);
  // The rows below are left out, for a smaller file.
  const rest = await page.getByText('Amazon Connect', { exact: true }).boundingBox();
  const path = join(projectRoot(), 'docs', 'pictures', 'dashboard.png');
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: 1_132, height: rest?.y ?? 1_000 } });
  console.log(path);
} finally {
  await browser.close();
}
