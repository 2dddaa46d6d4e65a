import * as v from 'valibot';
import type { Uri, WebviewPanel } from 'vscode';
import { encodeAblation } from '../../../results/ablation/file';
import type { Ablation } from '../../../results/ablation/data';
import type {
  AblationFormat,
  AblationHostMethods,
  AblationPageMethods,
  AblationSnapshot,
} from '../../../protocol/ablation-page';
import { BabelscopeError, toFailure } from '../../../rpc/failure';
import type { Parsers } from '../../../rpc/rpc';
import { notify } from '../../notices';
import { saveFile, sentPicture } from '../../saveFile';
import { pageIn } from '../page';
import { nothing, parser, picture } from '../parser';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';
import { ablationTable } from '../../../results/ablation/export';

/** Checks what the page asks for where it enters: the page is not trusted. */
const ablationRequests: Parsers<AblationHostMethods> = {
  ready: parser('ablation', nothing),
  save: parser('ablation', v.object({ format: v.picklist(['csv', 'json', 'svg', 'png']), picture })),
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
        save: async ({ format, picture }) => {
          try {
            await save(uri, snapshot.ablation, format, picture);
          } catch (error) {
            notify(toFailure(error));
          }
        },
      },
      requests: ablationRequests,
    });
  }
}

function save(
  uri: Uri,
  ablation: Ablation | undefined,
  format: AblationFormat,
  picture: Uint8Array | undefined,
): Promise<void> {
  if (!ablation) throw new BabelscopeError('result-gone', 'There is nothing to save.');
  return saveFile({
    what: 'ablations',
    format,
    offered: uri.with({ path: uri.path.replace(/(\.babelscope)?\.json$/, `.${format}`) }),
    source: uri,
    content: () => {
      if (format === 'csv') return ablationTable(ablation);
      if (format === 'json') return encodeAblation(ablation);
      return sentPicture(picture);
    },
  });
}
