// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install, isDebianRoot } from './debian.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
/** Fonts too, so that no script in a screenshot is a row of boxes: Latin to Devanagari and Arabic, CJK, emoji. */
const packages = ['chromium', 'fonts-noto-core', 'fonts-wqy-microhei', 'fonts-noto-color-emoji'];

/** What a Chromium in a container needs to start, and nothing that reaches for the network. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A Chromium on this machine; as root on Debian or Ubuntu it is installed where there is none.
 * @returns {Promise<string>} its executable
 * @throws {Error} one line that says what to install
 */
export async function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, and nothing is there`);
  const found = named ?? installed();
  if (found) return found;
  if (isDebianRoot) {
    console.log(`Installing ${packages.join(', ')} (about 180 MB)…`);
    const said = await install(packages);
    const browser = installed();
    if (browser) return browser;
    throw new Error(`apt-get install chromium failed: ${said}`);
  }
  throw new Error(
    `No Chromium was found: install it (Debian: apt-get install ${packages.join(' ')}), or set CHROME_PATH.`,
  );
}

function installed() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  return places.find((place) => existsSync(place));
}
