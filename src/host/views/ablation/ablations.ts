import * as v from 'valibot';
import { type Uri, window, type WebviewPanel, workspace } from 'vscode';
import { showBriefly } from '../../dialogs';
import { encodeAblation } from '../../../files/ablation';
import type { Ablation } from '../../../protocol/ablation';
import type {
  AblationFormat,
  AblationHostMethods,
  AblationPageMethods,
  AblationSnapshot,
} from '../../../protocol/ablation-page';
import { BabelscopeError, toFailure } from '../../../rpc/failure';
import type { Parsers } from '../../../rpc/rpc';
import { notify } from '../../notices';
import { pageIn } from '../page';
import { nothing, parser } from '../parser';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';
import { ablationTable } from './table';

/** Checks what the page asks for where it enters: the page is not trusted. */
export const ablationRequests: Parsers<AblationHostMethods> = {
  ready: parser('ablation', nothing),
  save: parser(
    'ablation',
    v.object({
      format: v.picklist(['csv', 'json', 'svg', 'png']),
      picture: v.optional(v.instance(Uint8Array)),
    }),
  ),
};

const labels: Record<AblationFormat, string> = {
  csv: 'Comma-separated values',
  json: 'JSON',
  svg: 'SVG picture',
  png: 'PNG picture',
};

/** Measurements of ablations that are open. */
export class Ablations implements FileKind<Ablation> {
  constructor(private readonly extensionUri: Uri) {}

  open({ uri, name, content }: SavedFile<Ablation>): OpenFile {
    const snapshot: AblationSnapshot = { name, ablation: content.value, failure: content.failure };
    return {
      uri,
      resolve: (panel) => this.#resolve(panel, uri, snapshot),
      dispose: () => undefined,
    };
  }

  #resolve(panel: WebviewPanel, uri: Uri, snapshot: AblationSnapshot): void {
    pageIn<AblationHostMethods, AblationPageMethods>(panel, {
      page: 'ablation',
      title: 'Ablations',
      extensionUri: this.extensionUri,
      handlers: {
        ready: () => snapshot,
        // What goes wrong is said in a popup: the page is for the measurement itself.
        save: ({ format, picture }) =>
          save(uri, snapshot.ablation, format, picture).catch((error: unknown) =>
            notify(toFailure(error), []),
          ),
      },
      requests: ablationRequests,
    });
  }
}

async function save(
  uri: Uri,
  ablation: Ablation | undefined,
  format: AblationFormat,
  picture: Uint8Array | undefined,
): Promise<void> {
  if (!ablation) throw new BabelscopeError('result-gone', 'There is nothing to save.');
  const target = await window.showSaveDialog({
    defaultUri: uri.with({ path: uri.path.replace(/(\.babelscope)?\.json$/, `.${format}`) }),
    filters: { [labels[format]]: [format] },
    title: `Save ablations as ${format.toUpperCase()}`,
  });
  if (!target) return;
  const name = target.path.split('/').pop() ?? '';
  try {
    await workspace.fs.writeFile(target, contents(ablation, format, picture));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new BabelscopeError('storage-unwritable', `${name} could not be written: ${words}`, {
      cause: error,
    });
  }
  showBriefly('check', `Saved ${name}`);
}

function contents(ablation: Ablation, format: AblationFormat, picture: Uint8Array | undefined): Uint8Array {
  if (format === 'csv') return new TextEncoder().encode(ablationTable(ablation));
  if (format === 'json') return new TextEncoder().encode(encodeAblation(ablation));
  if (!picture) throw new BabelscopeError('internal', 'The page sent no picture.');
  return picture;
}
