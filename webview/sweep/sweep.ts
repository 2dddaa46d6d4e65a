import { html, nothing } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { customElement, state } from 'lit/decorators.js';
import type { ShownSweep, SweepExample, SweepHostMethods } from '../../src/protocol/sweep-page';
import { cssColour } from '../../src/view/colours';
import { formatCount } from '../../src/view/format';
import '../kit/matrix';
import type { Palette } from '../kit/palette';
import { readPalette } from '../kit/read-palette';
import { PageElement } from '../kit/page-element';
import { ResultPage, type SaveItem } from '../kit/result-page';
import { metricNames, sweepMatrix } from './content';
import { curvesOf } from './curve';
import { curveMarks, curveSize, markOf } from './curve-drawing';
import { exampleList } from './examples';
import type { Pair } from './lines';
import { bestOfEach, pairsOf, settingLabel } from './lines';
import { beginning, exampleSetting, metrics, type Navigation, restoreNavigation } from './navigation';
import { sweepCaption, sweepPicture } from './picture';
import { shapesOf } from './shapes';
import { sweepStyles } from './sweep.styles';
import { bestTable, name, settingsTable } from './tables';

/** The page of a sweep. */
@customElement('babel-sweep')
export class SweepPage extends ResultPage<ShownSweep, Navigation, SweepHostMethods> {
  /** Of the chosen setting on the chosen pair; undefined until the first are there. */
  @state() private examples: SweepExample[] | undefined;

  private drawn: Palette | undefined;
  private request = 0;

  static override styles = [PageElement.styles, sweepStyles];

  protected override readonly items: SaveItem[] = [
    { id: 'csv', label: 'CSV…' },
    { id: 'json', label: 'JSON…' },
    { id: 'svg', label: 'SVG picture…', group: true },
    { id: 'png', label: 'PNG picture…' },
  ];

  protected override restored(kept: unknown): Navigation {
    return restoreNavigation(kept);
  }

  protected override heading(file = 'Steering sweep'): string {
    return file;
  }

  protected override about(sweep: ShownSweep): string {
    return sweepCaption(sweep);
  }

  protected override get hasControls(): boolean {
    return this.snapshot?.data !== undefined;
  }

  protected override tools(sweep: ShownSweep | undefined) {
    return sweep ? super.tools(sweep) : nothing;
  }

  protected override opened(sweep: ShownSweep): void {
    const { setting } = this.view;
    const isKnown = setting === bestOfEach || sweep.settings.some(({ name: own }) => own === setting);
    if (!isKnown) this.view = beginning;
    void this.fetch(sweep);
  }

  protected override choose(change: Partial<Navigation>): void {
    super.choose(change);
    const { data } = this.snapshot ?? {};
    if (data && ('setting' in change || 'pair' in change)) void this.fetch(data);
  }

  protected override forgetColours(): void {
    this.drawn = undefined;
  }

  protected override picture(sweep: ShownSweep): string {
    return sweepPicture(sweep, { ...this.view, palette: this.palette });
  }

  /** A late answer to an older request is dropped. */
  private async fetch(sweep: ShownSweep): Promise<void> {
    const request = ++this.request;
    const setting = exampleSetting(sweep, this.view);
    if (setting === undefined) return;
    const [source, target] = this.view.pair ?? [null, null];
    try {
      const examples = await this.host.call('examples', { setting, source, target });
      if (request === this.request) this.examples = examples;
    } catch (error) {
      this.refuse(error);
    }
  }

  protected override body(sweep: ShownSweep) {
    const { view: navigation, examples } = this;
    const { pair } = navigation;
    const where = pair ? `${name(pair[0])} → ${name(pair[1])}` : 'all pairs';
    const missing = sweep.planned - sweep.runs;
    const setting = exampleSetting(sweep, navigation);
    const shown = sweep.settings.find((one) => one.name === setting);
    return html`${
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
            (next) => this.choose({ setting: next }),
          )}
          ${this.dropdown(
            'Measure',
            navigation.metric,
            metrics.map((metric): [string, string] => [metric, metricNames[metric]]),
            (next) => this.choose({ metric: metrics.find((metric) => metric === next) ?? 'success' }),
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
            ? html`<vscode-button appearance="secondary" @click=${() => this.choose({ pair: undefined })}
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
      </section>`;
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
    if (tried) this.choose({ pair });
  }

  private get palette(): Palette {
    this.drawn ??= readPalette(this.snapshot?.data?.tags ?? []);
    return this.drawn;
  }
}

function key(shape: number, control: boolean, palette: Palette) {
  const [ink, fill] = [control ? palette.quiet : palette.text, control ? palette.background : palette.text];
  return html`<svg class="key" viewBox="-6 -6 12 12" aria-hidden="true">
    ${unsafeSVG(`<path d="${markOf(shape)}" fill="${cssColour(fill)}" stroke="${cssColour(ink)}"/>`)}
  </svg>`;
}
