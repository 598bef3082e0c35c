import getPort from 'get-port';
import { chromium, type Page, type Route } from 'playwright-core';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { startCodecServer } from '../../src/encryption/codec-server.js';
import { keysVariable, parseKeyRing } from '../../src/encryption/key-ring.js';
import type { SettingsChange } from '../../src/connect-simulator/index.js';
import { startWorld, type World } from '../support/world.js';

/** Columns of the list page that the guide recommends. */
export const columns = ['Workflow ID', 'CallTo', 'CallStatus', 'Start'];

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
    uiOrigins: [uiUrl],
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
        viewport: { width: 1400, height: 1000 },
        timezoneId: 'UTC',
        locale: 'en-US',
      });
      await context.addInitScript(chooseColumns, columns);
      if (!isDecoding) await context.route('**/api/v1/settings*', withoutCodec);
      return new Ui(await context.newPage(), { url: uiUrl, codecUrl: codecServer.url });
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await codecServer.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** What a user sets once in a browser, under the list's gear. Runs in the page. */
function chooseColumns(wanted: readonly string[]): void {
  const labels = wanted.map((label, index) => ({ label, pinned: index < 2 }));
  localStorage.setItem('namespace-workflow-table-columns', JSON.stringify({ default: labels }));
}

/** As a server answers whose UI knows no codec server. */
async function withoutCodec(route: Route): Promise<void> {
  const response = await route.fetch();
  const settings = (await response.json()) as object;
  await route.fulfill({ response, json: { ...settings, Codec: {} } });
}

/** The Temporal UI as one person uses it. */
export class Ui implements AsyncDisposable {
  /** Addresses that pages asked for, other than the UI's own and the codec server's. */
  readonly strangers: string[] = [];
  readonly decoded: string[] = [];
  readonly #url: string;

  constructor(
    readonly page: Page,
    { url, codecUrl }: { readonly url: string; readonly codecUrl: string },
  ) {
    this.#url = url;
    page.on('request', (request) => {
      const address = request.url();
      if (address.startsWith(codecUrl)) this.decoded.push(address);
      else if (!address.startsWith(url) && !/^(?:data|blob):/.test(address)) this.strangers.push(address);
    });
  }

  /** Opens the list page. @returns its rows, by workflow ID, each by column */
  async list(query = ''): Promise<Map<string, Record<string, string>>> {
    await this.page.goto(`${this.#url}/namespaces/default/workflows?query=${encodeURIComponent(query)}`);
    await this.page.getByTestId('workflows-summary-configurable-table-row').first().waitFor();
    const rows = new Map<string, Record<string, string>>();
    for (const row of await this.page.locator('tr[data-testid="workflows-summary-configurable-table-row"]').all()) {
      const texts = await row.getByTestId('workflows-summary-table-body-cell').allInnerTexts();
      const named = Object.fromEntries(columns.map((column, index) => [column, (texts[index] ?? '').trim()]));
      rows.set(named['Workflow ID'] ?? '', named);
    }
    return rows;
  }

  /** Opens the page of a call, at its first tab. */
  async openCall(workflowId: string): Promise<void> {
    await this.page.goto(`${this.#url}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
    await this.page.getByTestId('input-and-result').waitFor();
  }

  /** Opens it as one does whose ID no address can hold: by its link on the list page. */
  async openListed(workflowId: string): Promise<void> {
    await this.list();
    await this.page.getByRole('link', { name: workflowId, exact: true }).click();
    await this.page.getByTestId('input-and-result').waitFor();
  }

  /** A further tab of the call that is open, such as `user-metadata`. */
  async openTab(name: string): Promise<void> {
    await this.page.getByTestId(`${name}-tab`).click();
  }

  /** What the page says by now: payloads are decoded, and details fetched, after it has come. Summaries and details are in frames. */
  async text(): Promise<string> {
    const [, ...frames] = this.page.frames();
    const inFrames = frames.map((frame) =>
      frame
        .locator('body')
        .innerText({ timeout: 1_000 })
        .catch(() => ''),
    );
    return [await this.page.locator('main').innerText(), ...(await Promise.all(inFrames))].join('\n');
  }

  /** All that the page holds, shown or not. */
  async everything(): Promise<string> {
    const contents = await Promise.all(
      this.page.frames().map((frame) =>
        // The UI replaces frames as it refreshes.
        frame.content().catch(() => ''),
      ),
    );
    return [await this.text(), ...contents].join('\n');
  }

  /** How many elements there are of what Markdown and HTML of others could bring in. */
  async count(selector: string): Promise<number> {
    const counts = this.page.frames().map((frame) => frame.locator(selector).count());
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** The labels of the timeline's bars, newest first. */
  async bars(): Promise<string[]> {
    const labels = await this.page.locator('g[role="button"] text').allTextContents();
    return labels.map((label) => label.replace(/\s+/g, ' ').trim()).filter((label) => label !== '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
