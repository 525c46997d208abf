import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";

const program = process.env.CHROMIUM ?? "/usr/bin/chromium";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface View {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
  readonly media?: "screen" | "print";
}

/** A page that is open, and all that it complained of or asked the network for. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of the page's script, and what the browser wrote to the console, refusals of its policy included. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, besides files and data. */
  readonly requests: readonly string[];
}

export interface Browser {
  /** Shows a document, as a file of its own, in the one tab: what was open is not any more. */
  open(html: string, view: View): Promise<OpenPage>;
  /** Opens an address of a server on this machine; of others, nothing is loaded. */
  visit(url: string, view: View): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Headless Chromium on a profile of its own, without a way to the network. */
export async function startBrowser(): Promise<Browser> {
  if (!existsSync(program)) {
    throw new Error(
      `no browser at ${program}: install it (apt-get install chromium) or name it in CHROMIUM`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "dyn-browser-"));
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: program,
    headless: true,
    args,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  let documents = 0;
  return {
    open: async (html, view) => {
      const file = join(folder, `${++documents}.html`);
      writeFileSync(file, html);
      return openAt(page, pathToFileURL(file).href, /^(file|data):/, view);
    },
    visit: (url, view) => {
      return openAt(page, url, new RegExp(`^(${new URL(url).origin}/|data:)`), view);
    },
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openAt(
  page: Page,
  address: string,
  loaded: RegExp,
  { width, colorScheme, media = "screen" }: View,
): Promise<OpenPage> {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.removeAllListeners();
  await page.unrouteAll();
  await page.route("**/*", route => {
    const url = route.request().url();
    if (loaded.test(url)) return route.continue();
    requests.push(url);
    return route.abort();
  });
  page.on("pageerror", error => complaints.push(String(error)));
  page.on("console", message => complaints.push(message.text()));
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, media });
  await page.goto(address, { waitUntil: "load" });
  return { page, complaints, requests };
}
