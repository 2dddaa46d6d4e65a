import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { type AblationSummary, summarizeAblation } from '../../src/results/ablation/summary';
import type { Ablation } from '../../src/results/ablation/data';
import { formatCount } from '../../src/view/format';
import '../kit/matrix';
import { matrixPicture } from '../kit/matrix-svg';
import { warnings } from '../kit/notices';
import { readPalette } from '../kit/read-palette';
import { ResultPage, type SaveItem } from '../kit/result-page';
import { choice, type ChoiceOption } from './choice';
import { matrixOf, type Unit, type View, type Whose } from './content';
import { languageTable } from './languages';

const units: ChoiceOption<Unit>[] = [
  { id: 'perplexity', label: 'Perplexity, %' },
  { id: 'nll', label: 'ΔNLL, nats' },
];
const whose: ChoiceOption<Whose>[] = [
  { id: 'own', label: 'Language neurons' },
  { id: 'random', label: 'Random control' },
  { id: 'beyond', label: 'Beyond random' },
];

/** The page of a measurement of ablations. */
@customElement('babel-ablation')
export class AblationPage extends ResultPage<Ablation, View> {
  private summary: AblationSummary | undefined;

  protected override readonly items: SaveItem[] = [
    { id: 'svg', label: 'Save as SVG…' },
    { id: 'png', label: 'Save as PNG…' },
    { id: 'csv', label: 'Save as CSV…', group: true },
    { id: 'json', label: 'Save as JSON…' },
  ];

  protected override restored(kept: unknown): View {
    const { unit, whose: own } = (kept ?? {}) as Partial<View>;
    return {
      unit: units.find(({ id }) => id === unit)?.id ?? 'perplexity',
      whose: whose.find(({ id }) => id === own)?.id ?? 'own',
    };
  }

  protected override heading(): string {
    return 'Ablations';
  }

  protected override about(ablation: Ablation): string {
    return facts(ablation);
  }

  protected override body(ablation: Ablation) {
    const { unit } = this.view;
    const summary = (this.summary ??= summarizeAblation(ablation));
    const content = matrixOf(ablation, summary, this.shown(ablation));
    const palette = readPalette(content.tags);
    return html`
      ${
        ablation.warnings.length > 0
          ? html`<section aria-label="Notes">${warnings(ablation.warnings)}</section>`
          : nothing
      }
      <section>
        <h2>What it says</h2>
        <ul class="said">
          ${summary.sentences.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </section>
      <section>
        <h2>${content.label}</h2>
        <div class="choices">
          ${choice('Unit', units, unit, (id) => this.choose({ unit: id }))}
          ${
            ablation.draws > 0
              ? choice('Neurons off', whose, this.view.whose, (id) => this.choose({ whose: id }))
              : nothing
          }
        </div>
        <babel-matrix .content=${content} .palette=${palette}></babel-matrix>
        <p class="note">
          A row is the language whose neurons are off, a column the language measured; framed is what a
          language’s own neurons do to it. NLL is the mean negative log-likelihood in nats per token, and
          perplexity is exp(NLL).
          ${
            ablation.draws > 0
              ? `The random control is the mean of ${ablation.draws} draws of as many neurons of the same layers that no language has.`
              : 'There is no random control, so that nothing says what as many other neurons would do.'
          }
        </p>
      </section>
      <section>
        <h2>Languages</h2>
        ${languageTable(ablation, summary)}
      </section>
    `;
  }

  /** Without a control there is nothing but the languages' own neurons to show. */
  private shown({ draws }: Ablation): View {
    return draws > 0 ? this.view : { ...this.view, whose: 'own' };
  }

  protected override picture(ablation: Ablation): string {
    const content = matrixOf(ablation, summarizeAblation(ablation), this.shown(ablation));
    const caption = `${this.snapshot?.name ?? ''} · ${facts(ablation)}`;
    return matrixPicture(content, caption, readPalette(content.tags));
  }
}

/** `tiny · 2026-11-26 · top rate 1 % · 4,000 tokens a language` */
function facts({ model, date, thresholds, settings, off }: Ablation): string {
  return [
    model.name,
    date.slice(0, 10),
    `neurons of ${off.length} languages at top rate ${Number((100 * thresholds.topRate).toPrecision(3))} %`,
    `at most ${formatCount(settings.tokensPerLanguage)} tokens a language`,
  ].join(' · ');
}
