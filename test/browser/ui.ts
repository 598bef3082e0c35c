import getPort from 'get-port';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { startCodecServer } from '../../src/encryption/codec-server.js';
import { keysVariable, parseKeyRing } from '../../src/encryption/key-ring.js';
import type { SettingsChange } from '../../src/connect-simulator/index.js';
import { startWorld, type World } from '../support/world.js';

/** Columns of the list page that the guide recommends. */
export const columns = ['Status', 'Workflow ID', 'CallTo', 'CallStatus', 'CallPhase', 'CallOutcome', 'Start'];

/** A world whose Temporal server has its UI, whose payloads are encrypted, and a codec server that decodes them for it. */
export interface UiWorld extends AsyncDisposable {
  readonly world: World;
  /** The UI in a browser of its own, which nobody has used before. */
  open(options?: OpenOptions): Promise<Ui>;
}

interface OpenOptions {
  /** Whether the browser uses the codec server. Default true. */
  readonly isDecoding?: boolean;
}

export async function startUiWorld(chromiumPath: string, settings: SettingsChange = {}): Promise<UiWorld> {
  const codecPort = await getPort();
  const world = await startWorld({ ui: true, uiCodecEndpoint: `http://127.0.0.1:${codecPort}`, ...settings });
  const uiUrl = world.server.uiUrl ?? '';
  const codecServer = await startCodecServer({
    host: '127.0.0.1',
    port: codecPort,
    uiOrigin: uiUrl,
    codec: new EncryptionCodec(parseKeyRing(process.env[keysVariable])),
    access: undefined,
    logger: { warn: () => undefined },
  });
  // Debian's sandbox needs rights that containers do not give.
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  return {
    world,
    async open({ isDecoding = true } = {}) {
      const context = await browser.newContext({
        viewport: { width: 1500, height: 900 },
        timezoneId: 'UTC',
        locale: 'en-US',
      });
      await context.addInitScript(setUp, { columns, isDecoding });
      return new Ui(uiUrl, codecServer.url, context, await context.newPage());
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await codecServer.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** What a user sets once in a browser: the columns under the list's gear, no endpoint under the glasses. Runs in the page. */
function setUp(wanted: { readonly columns: readonly string[]; readonly isDecoding: boolean }): void {
  const labels = wanted.columns.map((label, index) => ({ label, pinned: index < 2 }));
  localStorage.setItem('namespace-workflow-table-columns', JSON.stringify({ default: labels }));
  if (wanted.isDecoding) return;
  localStorage.setItem('overrideRemoteCodecConfiguration', 'true');
  localStorage.setItem('endpoint', 'null');
}

/** The Temporal UI as one person uses it. */
export class Ui implements AsyncDisposable {
  /** Addresses that pages asked for, other than the UI's own and the codec server's. */
  readonly strangers: string[] = [];
  readonly decoded: string[] = [];

  constructor(
    readonly url: string,
    codecUrl: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('request', (request) => {
      const address = request.url();
      if (address.startsWith(codecUrl)) this.decoded.push(address);
      else if (!address.startsWith(url) && !/^(?:data|blob):/.test(address)) this.strangers.push(address);
    });
  }

  /** Opens the list page. @returns its rows, by workflow ID, each by column */
  async list(query = ''): Promise<Map<string, Record<string, string>>> {
    await this.page.goto(`${this.url}/namespaces/default/workflows?query=${encodeURIComponent(query)}`);
    await this.page.getByTestId('workflows-summary-configurable-table-row').first().waitFor();
    const cells = await this.page
      .locator('tr[data-testid="workflows-summary-configurable-table-row"]')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll('td[data-testid="workflows-summary-table-body-cell"]')].map((cell) =>
            (cell.textContent ?? '').trim(),
          ),
        ),
      );
    return new Map(
      cells.map((row) => {
        const named = Object.fromEntries(columns.map((column, index) => [column, row[index] ?? '']));
        return [named['Workflow ID'] ?? '', named];
      }),
    );
  }

  /** Opens the page of a call. @returns what its first tab says, with the labels of the timeline's bars */
  async call(workflowId: string): Promise<{ readonly text: string; readonly bars: readonly string[] }> {
    await this.page.goto(`${this.url}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
    await this.page.getByTestId('input-and-result').waitFor();
    await this.settled();
    const bars = this.page.locator('g[role="button"] text');
    return {
      text: await this.page.locator('main').innerText(),
      bars: (await bars.allTextContents()).map((label) => label.trim()).filter((label) => label !== ''),
    };
  }

  /** A further tab of the call that is open, such as `user-metadata`. */
  async tab(name: string): Promise<string> {
    await this.page.getByTestId(`${name}-tab`).click();
    await this.settled();
    return this.page.locator('main').innerText();
  }

  /** The page itself, with what it holds and does not show. */
  content(): Promise<string> {
    return this.page.content();
  }

  /** Payloads are decoded and details fetched after the page has come. */
  private async settled(): Promise<void> {
    await this.page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}
