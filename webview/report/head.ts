import { html, nothing } from 'lit';
import type { AtlasSummary, ReportFormat, ReportSnapshot } from '../../src/protocol/report-page';
import { describeLanguage } from '../../src/text/language';
import { formatAmount, formatCount } from '../../src/view/format';
import { pageHeader } from '../kit/header';
import { saveMenu } from '../kit/save-menu';
import type { ReportStore } from './store';

const items = [
  { id: 'csv', label: 'Neurons as CSV…' },
  { id: 'json', label: 'Everything as JSON…' },
  { id: 'safetensors', label: 'Neuron Sets as safetensors…' },
  { id: 'svg', label: 'Charts as SVG…', group: true },
  { id: 'png', label: 'Charts as PNG…' },
] as const;

/** Which atlas, and what can be done with its report. */
export function head(
  { atlas, file, other }: ReportSnapshot,
  store: ReportStore,
  choose: (format: ReportFormat) => void,
) {
  return pageHeader({
    title: atlas ? html`Language neurons <span class="of">of</span> ${atlas.modelName}` : file,
    about: atlas && sourceLine(atlas),
    tools: html`<div class="tools">
      <vscode-button appearance="secondary" ?disabled=${!atlas} @click=${store.compare}
        >${other ? 'Compare With Another…' : 'Compare…'}</vscode-button
      >
      ${saveMenu({ label: 'Export', items, disabled: !atlas, choose })}
    </div>`,
  });
}

/** `10 languages · 600,000 tokens · 8 × 2,048 neurons · 20 November 2026` */
export function sourceLine({ languages, tokens, layers, dMlp, date }: AtlasSummary): string {
  const all = tokens.reduce((sum, each) => sum + each, 0);
  return [
    formatAmount(languages.length, 'language'),
    formatAmount(all, 'token'),
    `${formatCount(layers)} × ${formatCount(dMlp)} neurons`,
    `counted ${date.slice(0, 10)}`,
  ].join(' · ');
}

/** How many of a language's documents read as it. */
function shareOf(corpus: AtlasSummary['corpora'][number] | undefined): string {
  const own = corpus?.readsAs?.own ?? null;
  return own === null ? '–' : `${Math.floor(100 * own)} %`;
}

/** Where the counts come from, to be cited and counted again. */
export function provenance(atlas: AtlasSummary) {
  const { corpora, languages, tokens } = atlas;
  const versions = Object.entries(atlas.versions).map(([name, version]) => `${name} ${version}`);
  return html`<details class="provenance">
    <summary>What was counted</summary>
    <div class="scroller" tabindex="0" role="region" aria-label="Corpora">
      <table>
        <thead>
          <tr>
            <th scope="col">language</th>
            <th scope="col" class="number">tokens</th>
            <th scope="col">file</th>
            <th scope="col" class="number">bytes</th>
            <th scope="col" class="number">documents</th>
            <th scope="col" class="number">read as it</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${languages.map((tag, k) => {
            const corpus = corpora.find(({ language }) => language === tag);
            const files = corpus?.files.length ? corpus.files : [undefined];
            return files.map(
              (file, at) =>
                html`<tr>
                  ${at === 0 ? html`<th scope="row" rowspan=${files.length}>${describeLanguage(tag).name}</th>` : nothing}
                  ${at === 0 ? html`<td class="number" rowspan=${files.length}>${formatCount(tokens[k])}</td>` : nothing}
                  <td><bdi>${file?.name ?? '–'}</bdi></td>
                  <td class="number">${file ? formatCount(file.bytes) : '–'}</td>
                  ${
                    at === 0
                      ? html`<td class="number" rowspan=${files.length}>
                          ${corpus?.documents === undefined ? '–' : formatCount(corpus.documents)}
                        </td>`
                      : nothing
                  }
                  ${at === 0 ? html`<td class="number" rowspan=${files.length}>${shareOf(corpus)}</td>` : nothing}
                  <td class="hash" title=${file?.sha256 ?? ''}>${file?.sha256.slice(0, 12) ?? '–'}</td>
                </tr>`,
            );
          })}
        </tbody>
      </table>
    </div>
    <p class="facts">
      ${[
        `${formatCount(atlas.tokensPerLanguage)} tokens a language at most, in rows of ${formatCount(atlas.rowLength)}`,
        atlas.seed === undefined ? '' : `seed ${atlas.seed}`,
        `model ${atlas.identity}`,
        ...versions,
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  </details>`;
}
