import { basename, join } from 'node:path';
import { ProgressLocation, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { createPicker, pick, showInformation, showProgress, showWarning } from '../dialogs';
import { download } from '../../model/hub/download';
import { folderOf } from '../../model/hub/downloads';
import type { Hub } from '../../model/hub/endpoint';
import { type Found, isRepository, listFiles, type Listing, searchModels } from '../../model/hub/listing';
import { hostOf, patience } from '../../model/hub/request';
import { type Variant, variantsOf } from '../../model/hub/variants';
import { BabelscopeError, toFailure } from '../../rpc/failure';
import { formatBytes, formatCount } from '../../view/format';
import { timeLeft } from '../../view/pace';
import type { Babelscope } from '../babelscope';
import { askToken, hubOf } from '../catalogue/hub';
import { settingKeys } from '../../app/identifiers';
import { readSettings, writeSetting } from '../settings';
import { signalOf } from '../signal';

/** Milliseconds without typing before the Hub is searched. */
const rest = 400;

/**
 * Finds a model on the Hub, lets the user choose one of its graphs and a folder, and downloads it. The only
 * command that uses the network; no request is sent before the user types.
 */
export async function downloadModel(babelscope: Babelscope): Promise<void> {
  const { context } = babelscope;
  let hub = await hubOf(context);
  const repository = await pickRepository(hub);
  if (repository === undefined) return;
  for (;;) {
    try {
      return await downloadFrom(babelscope, hub, repository);
    } catch (error) {
      const { code, message } = toFailure(error);
      if (code === 'cancelled') return;
      if (code !== 'hub-refused' || !/token/.test(message)) throw error;
      babelscope.log.warn(`${code}: ${message}`);
      const answer = await showWarning(message, 'Give a Token…');
      if (answer === undefined || !(await askToken(context, hub))) return;
      hub = await hubOf(context);
    }
  }
}

async function downloadFrom(babelscope: Babelscope, hub: Hub, repository: string): Promise<void> {
  const listing = await showProgress(
    {
      location: ProgressLocation.Notification,
      title: `Asking ${hostOf(hub)} for ${repository}`,
      cancellable: true,
    },
    (progress, token) =>
      listFiles(hub, repository, {
        patience,
        signal: signalOf(token),
        onWait: (message) => progress.report({ message }),
      }),
  );
  const variant = await pickVariant(listing);
  const folder = variant && (await pickFolder(babelscope, repository, variant));
  if (!variant || folder === undefined) return;
  await fetchAll(babelscope, hub, listing, variant, folder);
  const { modelFolders } = readSettings();
  const storage = babelscope.downloadFolder;
  if (!folder.startsWith(storage) && !modelFolders.includes(folder))
    await writeSetting(settingKeys.modelFolders, [...modelFolders, folder]);
  babelscope.models.refresh();
  const use = 'Use It';
  const graph = variant.files.find(({ path }) => path === variant.graph);
  void showInformation(`${repository} (${variant.name}) is downloaded.`, use).then((answer) => {
    if (answer === use && graph) return writeSetting(settingKeys.model, join(folder, graph.target));
  });
}

async function fetchAll(
  { log }: Babelscope,
  hub: Hub,
  listing: Listing,
  variant: Variant,
  folder: string,
): Promise<void> {
  const { repository } = listing;
  log.info(`downloading ${repository} (${variant.name}) from ${hostOf(hub)} into ${folder}`);
  const title = `Downloading ${repository} (${variant.name}) from ${hostOf(hub)}`;
  const progressing = { location: ProgressLocation.Notification, title, cancellable: true };
  await showProgress(progressing, (progress, token) => {
    const started = performance.now();
    let first: number | undefined;
    let shown = 0;
    let told = -Infinity;
    return download(
      { hub, listing, variant, folder },
      {
        patience,
        signal: signalOf(token),
        onWait: (message) => progress.report({ message }),
        onProgress: (done, total) => {
          first ??= done;
          const now = performance.now();
          if (now - told < 200 && done < total) return;
          told = now;
          const seconds = (now - started) / 1000;
          const rate = seconds > 1 ? (done - first) / seconds : 0;
          const speed = rate > 0 ? ` · ${formatBytes(rate)}/s · ${timeLeft((total - done) / rate)} left` : '';
          const share = (100 * done) / total;
          progress.report({
            message: `${formatBytes(done)} of ${formatBytes(total)}${speed}`,
            increment: Math.max(0, share - shown),
          });
          // The share falls when the graph reveals further files to download.
          shown = Math.max(share, shown);
        },
      },
    );
  });
}

interface RepositoryItem extends QuickPickItem {
  repository?: string;
}

/** A quick pick that searches as the user types. */
function pickRepository(hub: Hub): Promise<string | undefined> {
  const picker = createPicker<RepositoryItem>();
  const host = hostOf(hub);
  picker.title = `Download a model from ${host}`;
  // The user may switch to the browser meanwhile.
  picker.ignoreFocusOut = true;
  picker.placeholder = `Words to search ${host} for, or owner/name`;
  let timer: NodeJS.Timeout | undefined;
  let asking: AbortController | undefined;
  const search = async (words: string, signal: AbortSignal) => {
    picker.busy = true;
    try {
      const found = await searchModels(hub, words, { patience: { ...patience, attempts: 2 }, signal });
      if (!signal.aborted) picker.offer(itemsFor(words, found));
    } catch (error) {
      if (signal.aborted) return;
      picker.offer([
        ...itemsFor(words, []),
        { iconPath: new ThemeIcon('warning'), label: toFailure(error).message, alwaysShow: true },
      ]);
    }
    if (!signal.aborted) picker.busy = false;
  };
  return new Promise((resolve) => {
    picker.onDidChangeValue((value) => {
      clearTimeout(timer);
      asking?.abort();
      const words = value.trim();
      picker.offer(itemsFor(words, []));
      if (words.length < 2) return;
      asking = new AbortController();
      const { signal } = asking;
      timer = setTimeout(() => void search(words, signal), rest);
    });
    picker.onDidAccept(() => {
      const [chosen] = picker.selectedItems;
      if (chosen?.repository === undefined) return;
      resolve(chosen.repository);
      picker.hide();
    });
    picker.onDidHide(() => {
      clearTimeout(timer);
      asking?.abort();
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function itemsFor(words: string, found: Found[]): RepositoryItem[] {
  const items = found.map(({ repository, downloads, gated }): RepositoryItem => ({
    label: repository,
    description: `${formatCount(downloads)} downloads${gated ? ' · terms to accept' : ''}`,
    ...(gated && { iconPath: new ThemeIcon('lock') }),
    // The Hub found it, whatever it matched on.
    alwaysShow: true,
    repository,
  }));
  const typed =
    words.includes('/') && isRepository(words) && !found.some(({ repository }) => repository === words);
  return typed
    ? [{ label: words, description: 'by this name', alwaysShow: true, repository: words }, ...items]
    : items;
}

/** @throws BabelscopeError `hub-refused` for a repository without a usable graph */
async function pickVariant(listing: Listing): Promise<Variant | undefined> {
  const variants = variantsOf(listing);
  if (variants.length === 0)
    throw new BabelscopeError(
      'download-broken',
      `${listing.repository} has no ONNX decoder with a tokenizer.json and a config.json or genai_config.json. Choose another model.`,
    );
  const items = variants.map((variant) => ({
    label: variant.name,
    description: formatBytes(variant.bytes),
    detail: variant.files.map(({ path }) => basename(path)).join(', '),
    variant,
  }));
  const title = `Which graph of ${listing.repository}?`;
  return (await pick(items, { title, matchOnDetail: true, ignoreFocusOut: true }))?.variant;
}

async function pickFolder(
  babelscope: Babelscope,
  repository: string,
  variant: Variant,
): Promise<string | undefined> {
  const own = folderOf(babelscope.downloadFolder, repository + variant.suffix);
  const here = { iconPath: new ThemeIcon('archive'), label: 'Babelscope’s Own Storage', detail: own };
  const there = {
    iconPath: new ThemeIcon('folder-opened'),
    label: 'Another Folder…',
    detail: 'A new folder is made in it.',
  };
  const choice = await pick([here, there], {
    title: `Where to keep ${formatBytes(variant.bytes)}?`,
    ignoreFocusOut: true,
  });
  if (choice !== there) return choice && own;
  const [parent] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Download Here',
      title: `A folder to download ${repository} into`,
    })) ?? [];
  return parent && join(parent.fsPath, basename(repository) + variant.suffix);
}
