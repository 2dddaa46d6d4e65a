import { html, LitElement, nothing } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { customElement, state } from 'lit/decorators.js';
import type { ShownSweep } from '../../src/protocol/sweep-page';
import { cssColour } from '../../src/view/colours';
import { formatCount } from '../../src/view/format';
import type { Palette } from '../kit/palette';
import { rasterise } from '../kit/raster';
import { readPalette } from '../kit/read-palette';
import { acquireApi } from '../kit/rpc';
import { spokenStyles } from '../kit/spoken.styles';
import { onThemeChange } from '../kit/theme';
import { metricNames, sweepMatrix } from './content';
import { curvesOf } from './curve';
import { curveMarks, curveSize, markOf } from './curve-drawing';
import { exampleList } from './examples';
import type { Pair } from './lines';
import { bestOfEach, pairsOf, settingLabel } from './lines';
import { sweepCaption, sweepPicture } from './picture';
import { shapesOf } from './shapes';
import type { Navigation, SweepState } from './store';
import { metrics, SweepStore } from './store';
import { sweepStyles } from './sweep.styles';
import { bestTable, name, settingsTable } from './tables';

const formats = [
  { id: 'csv', label: 'CSV…' },
  { id: 'json', label: 'JSON…' },
  { id: 'svg', label: 'SVG picture…', group: true },
  { id: 'png', label: 'PNG picture…' },
] as const;

/** The page of a sweep: a function of the store's state. */
@customElement('babel-sweep')
export class SweepPage extends LitElement {
  @state() private view: SweepState;

  private readonly store: SweepStore;
  private drawn: Palette | undefined;
  private stopTheme: (() => void) | undefined;

  static override styles = [spokenStyles, sweepStyles];

  constructor() {
    super();
    this.store = new SweepStore(acquireApi<Partial<Navigation>>(), (state) => (this.view = state));
    this.view = this.store.state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => {
      this.drawn = undefined;
      this.requestUpdate();
    });
    void this.store.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme?.();
  }

  override render() {
    const { snapshot, refusal } = this.view;
    const sweep = snapshot?.sweep;
    const failure = snapshot?.failure ?? refusal;
    if (!snapshot && !failure) return nothing;
    return html`
      <header>
        <h1>${snapshot?.name ?? 'Steering sweep'}</h1>
        ${sweep ? html`<p class="quiet">${sweepCaption(sweep)}</p>` : nothing}
        ${
          sweep
            ? html`<babel-menu
                label="Save"
                .items=${formats}
                @menu-choose=${({ detail }: CustomEvent<{ id: (typeof formats)[number]['id'] }>) =>
                  void this.save(sweep, detail.id)}
              ></babel-menu>`
            : nothing
        }
      </header>
      ${failure ? html`<p class="trouble" role="alert">${failure.message}</p>` : nothing}
      ${sweep ? this.body(sweep) : nothing}
    `;
  }

  private body(sweep: ShownSweep) {
    const { navigation, examples } = this.view;
    const { pair } = navigation;
    const where = pair ? `${name(pair[0])} → ${name(pair[1])}` : 'all pairs';
    const missing = sweep.planned - sweep.runs;
    const setting = this.store.exampleSetting();
    const shown = sweep.settings.find((one) => one.name === setting);
    return html`<main>
      ${
        missing > 0
          ? html`<p class="trouble" role="status">
              This sweep is not finished: ${formatCount(sweep.runs)} of ${formatCount(sweep.planned)} runs are
              here. Resume it for the rest.
            </p>`
          : nothing
      }
      <section aria-labelledby="matrix">
        <h2 id="matrix">From language to language</h2>
        <div class="choices">
          ${this.dropdown(
            'Setting',
            navigation.setting,
            [
              [bestOfEach, 'Best setting of each pair'],
              ...sweep.settings.map(({ name: own }): [string, string] => [own, own]),
            ],
            (next) => this.store.choose({ setting: next }),
          )}
          ${this.dropdown(
            'Measure',
            navigation.metric,
            metrics.map((metric): [string, string] => [metric, metricNames[metric]]),
            (next) => this.store.choose({ metric: metrics.find((metric) => metric === next) ?? 'success' }),
          )}
        </div>
        <babel-matrix
          .content=${sweepMatrix(sweep, navigation.setting, navigation.metric)}
          .palette=${this.palette}
          @matrix-choose=${({ detail: { row, column } }: CustomEvent<{ row: number; column: number }>) =>
            this.choosePair(sweep, [sweep.tags[row], sweep.tags[column]])}
        ></babel-matrix>
        <p class="quiet">
          Choose a cell to see its settings and texts below.
          ${navigation.metric === 'success' ? 'Cells are percent of prompts.' : ''}
        </p>
      </section>
      <div class="pair" role="status">
        <b>${where}</b>
        ${
          pair
            ? html`<vscode-button
                appearance="secondary"
                @click=${() => this.store.choose({ pair: undefined })}
                >All Pairs</vscode-button
              >`
            : nothing
        }
      </div>
      ${this.settings(sweep, pair)}
      <details>
        <summary>Best setting of each pair</summary>
        ${bestTable(sweep)}
      </details>
      <section aria-labelledby="texts">
        <h2 id="texts">Texts <span class="quiet">· ${shown ? settingLabel(shown) : ''}, ${where}</span></h2>
        ${examples ? exampleList(examples) : nothing}
      </section>
    </main>`;
  }

  private settings(sweep: ShownSweep, pair: Pair | undefined) {
    const curves = curvesOf(sweep, pair);
    const shapes = shapesOf(curves);
    const { width, height } = curveSize;
    const marks = curveMarks(curves, shapes, this.palette).join('');
    const mark = (setting: string) => {
      const at = curves.findIndex(
        ({ control, points }) => !control && points.some((point) => point.setting === setting),
      );
      return at < 0 ? nothing : key(shapes[at], false, this.palette);
    };
    return html`<section class="settings" aria-labelledby="curve">
      <div>
        <h2 id="curve">Success against fluency</h2>
        <svg
          class="curve"
          role="img"
          aria-label="Success against fluency of every setting; the table beside it has the numbers"
          viewBox=${`0 0 ${String(width)} ${String(height)}`}
        >
          ${unsafeSVG(marks)}
        </svg>
        <ul class="keys">
          ${curves.map(
            ({ label, control }, index) =>
              html`<li>${key(shapes[index], control, this.palette)} ${label}</li>`,
          )}
        </ul>
      </div>
      <div>
        <h2>Settings</h2>
        ${settingsTable(sweep, pair, mark)}
      </div>
    </section>`;
  }

  private dropdown(
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    choose: (next: string) => void,
  ) {
    return html`<div class="field">
      <label for=${label}>${label}</label>
      <vscode-dropdown
        id=${label}
        aria-label=${label}
        @change=${({ target }: Event) => choose((target as HTMLInputElement).value)}
      >
        ${options.map(
          ([id, text]) => html`<vscode-option value=${id} ?selected=${id === value}>${text}</vscode-option>`,
        )}
      </vscode-dropdown>
    </div>`;
  }

  private choosePair(sweep: ShownSweep, pair: Pair): void {
    const tried = pairsOf(sweep).some(([source, target]) => source === pair[0] && target === pair[1]);
    if (tried) this.store.choose({ pair });
  }

  private async save(sweep: ShownSweep, format: (typeof formats)[number]['id']): Promise<void> {
    if (format === 'csv' || format === 'json') return this.store.save(format);
    const { setting, metric, pair } = this.view.navigation;
    const svg = sweepPicture(sweep, { setting, metric, pair, palette: this.palette });
    const bytes = format === 'svg' ? new TextEncoder().encode(svg) : await rasterise(svg);
    return this.store.save(format, bytes);
  }

  private get palette(): Palette {
    this.drawn ??= readPalette(this.view.snapshot?.sweep?.tags ?? []);
    return this.drawn;
  }
}

function key(shape: number, control: boolean, palette: Palette) {
  const [ink, fill] = [control ? palette.quiet : palette.text, control ? palette.background : palette.text];
  return html`<svg class="key" viewBox="-6 -6 12 12" aria-hidden="true">
    ${unsafeSVG(`<path d="${markOf(shape)}" fill="${cssColour(fill)}" stroke="${cssColour(ink)}"/>`)}
  </svg>`;
}
